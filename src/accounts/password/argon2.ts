import { hash, hashRaw, type ParsedHashOptions, parseOptions, verify } from '@node-rs/argon2'
import { bounds, digestProblem, type HashReading, type Scheme } from './stored-hash.ts'

/** Ours: Argon2id with OWASP's first choice. `memoryCost` in KiB. */
export const ours = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const

/** Version 0x13 as @node-rs/argon2 counts them; its enumeration exists only for the type checker. */
const version13 = 1

/** Passes times memory, KiB: three passes over the most memory allowed take about a second. */
const mostWork = 3 * bounds.memory
const mostLanes = 16

/** Makes a hash with our own parameters, in PHC form. */
export function hashArgon2id(secret: Buffer): Promise<string> {
  return hash(secret, ours)
}

/** The same without the form, under a salt of the caller's. */
export function deriveArgon2id(secret: Buffer, salt: Buffer): Promise<Buffer> {
  return hashRaw(secret, { ...ours, salt })
}

/** Argon2id, i and d in PHC form (RFC 9106), also as Django stores them: behind one more `argon2`. */
export const argon2: Scheme = {
  name: 'Argon2',
  read(written) {
    const text = written.replace(/^argon2(?=\$)/, '')
    const [, scheme] = /^\$(argon2(?:id|i|d))\$/.exec(text) ?? []
    if (scheme === undefined) return undefined
    try {
      return check(scheme, text, parseOptions(text))
    } catch {
      return { problem: `${scheme} hash that is not in PHC form` }
    }
  },
}

function check(scheme: string, text: string, options: ParsedHashOptions): HashReading {
  const problem = costProblem(scheme, options) ?? digestProblem(scheme, options.outputLen)
  if (problem !== undefined) return { problem }
  return {
    scheme,
    weaker: scheme !== 'argon2id' || weakerThanOurs(options),
    accepts: () => true,
    matches: (secret) => verify(text, secret),
  }
}

function costProblem(scheme: string, { memoryCost, timeCost, parallelism }: ParsedHashOptions) {
  if (memoryCost <= bounds.memory && memoryCost * timeCost <= mostWork && parallelism <= mostLanes) {
    return undefined
  }
  return (
    `${scheme} with m=${memoryCost},t=${timeCost},p=${parallelism} costs too much; ` +
    `allowed: m up to ${bounds.memory}, m times t up to ${mostWork}, p up to ${mostLanes}`
  )
}

/** One pass over much memory is not weaker than two over little, so passes count together with memory. */
function weakerThanOurs({ memoryCost, timeCost, outputLen, version }: ParsedHashOptions): boolean {
  const work = memoryCost * timeCost < ours.memoryCost * ours.timeCost
  return version !== version13 || memoryCost < ours.memoryCost || work || outputLen < ours.outputLen
}
