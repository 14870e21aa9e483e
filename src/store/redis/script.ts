import { createHash } from 'node:crypto'

/** A Lua script: one decision, one command, one wait. */
export interface Script {
  readonly source: string
  /** The name Redis knows it by. */
  readonly sha: string
  /** True when its first argument is a deadline; see changing. */
  readonly changes: boolean
}

/** Milliseconds of the store's clock, the one that lifetimes are measured by. */
const readClock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

/** How an execution that came too late is told from everything else; nothing was done then. */
export const lateError = 'LATE'

/**
 * A script that writes. Its first argument is a deadline in the store's clock: a command whose caller gave up may
 * wait in a socket until a stalled Redis goes on, and must then do nothing. The first line makes a full Redis refuse
 * the script as a whole; without it the script would stop at its first write that needs memory.
 *
 * @param body sees \`now\`; its own arguments begin at ARGV[2]
 * @param options.frees it needs no memory and must work on a full Redis
 */
export function changing(body: string, options: { frees?: boolean } = {}): Script {
  const first = options.frees === true ? '#!lua flags=allow-oom' : '#!lua'
  const check = `
if now > tonumber(ARGV[1]) then return redis.error_reply('${lateError} it came after its deadline') end`
  return script(`${first}${readClock}${check}${body}`, true)
}

/** A script that only reads. Its arguments begin at ARGV[1]. */
export function reading(body: string): Script {
  return script(`#!lua flags=no-writes${readClock}${body}`, false)
}

function script(source: string, changes: boolean): Script {
  // SHA-1 is what Redis names scripts by; nothing rests on it.
  return { source, sha: createHash('sha1').update(source).digest('hex'), changes }
}
