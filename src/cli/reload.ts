import { setTimeout as wait } from 'node:timers/promises'
import { loadOperations } from '../config/load.ts'
import { isServer, thisProcess } from '../operations/process.ts'
import { addressOf, askStatus, nobodyAnswers, nothingToAsk, type RunningStatus } from './ask-operations.ts'

interface Output {
  write(text: string): unknown
}

/** Milliseconds: how long a reload may take, and how often is asked whether it is done. */
const bounds = { patience: 60_000, pause: 100 }

const byHand =
  'send the signal yourself, as in "kill -HUP PID" or "systemctl reload latchkey", and read the log'

/**
 * `latchkey reload`: sends SIGHUP to the server that runs with this configuration on this machine, waits for what comes
 * of it, and prints that, with what there is to warn of.
 *
 * @returns the exit code: 0 when what the files say is in force, 1 when it is not
 */
export async function reloadRunning(directory: string, out: Output): Promise<number> {
  const address = await listeningAt(directory, out)
  if (address === undefined) return 1
  const before = await askStatus(address).catch(() => undefined)
  if (before === undefined) return say(out, `${nobodyAnswers(address)}.`)
  if (before.where !== thisProcess().where) {
    return say(out, `The server on ${address} runs elsewhere, or in a container: give this command there.`)
  }
  if (!isServer(before.pid)) {
    return say(out, `What answers on ${address} is no server of Latchkey: nothing was signalled.`)
  }
  try {
    process.kill(before.pid, 'SIGHUP')
  } catch {
    return say(out, `Process ${before.pid} may not be signalled by this user: use the server's own, or root.`)
  }
  return print(await outcomeAfter(address, before), out)
}

/** The server is found by the file it is to take over: where that table cannot be read, nothing is signalled. */
async function listeningAt(directory: string, out: Output): Promise<string | undefined> {
  const operations = await loadOperations(directory)
  if (operations !== undefined) return addressOf(operations)
  say(out, `${nothingToAsk}: ${byHand}.`)
  return undefined
}

/** The server answers all who asked before it began, so the first answer that includes ours is ours. */
async function outcomeAfter(
  address: string,
  { reloads: { asked } }: RunningStatus,
): Promise<RunningStatus | undefined> {
  const end = Date.now() + bounds.patience
  while (Date.now() < end) {
    await wait(bounds.pause)
    const status = await askStatus(address).catch(() => undefined)
    if (status !== undefined && status.reloads.done > asked) return status
  }
  return undefined
}

function print(status: RunningStatus | undefined, out: Output): number {
  if (status?.last === undefined) {
    return say(out, `It is not known what came of it within ${bounds.patience / 1000} s: read the log.`)
  }
  const { last, generation } = status
  if (last.outcome === 'refused') {
    return say(out, ['Refused; everything is as it was:', ...last.problems].join('\n'))
  }
  const done =
    last.outcome === 'applied'
      ? `Applied: configuration number ${generation}.`
      : 'In force already: nothing differs.'
  out.write(`${[done, ...last.changes, ...(last.warnings ?? [])].join('\n')}\n`)
  return 0
}

function say(out: Output, text: string): 1 {
  out.write(`${text}\n`)
  return 1
}
