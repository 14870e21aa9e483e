import { randomBytes } from 'node:crypto'
import { deriveArgon2id, hashArgon2id, ours } from './password/argon2.ts'
import { createQueue, type QueueOptions } from './password/pool.ts'
import { readHash } from './password/schemes.ts'
import { passwordBytes, passwordLength } from './password/secret.ts'
import type { StoredHash } from './password/stored-hash.ts'

export { BusyError } from './password/pool.ts'
export { describeHash, type HashDescription } from './password/schemes.ts'
export { passwordLength } from './password/secret.ts'

export interface PasswordOptions extends QueueOptions {
  /** Told of each computation that was made, with its scheme and how long it took once it was its turn. */
  readonly observe?: (scheme: string, milliseconds: number) => void
}

/** Makes and checks password hashes, in a bounded queue. All of them reject with BusyError when it is full. */
export interface Passwords {
  /**
   * Argon2id, 19 MiB, 2 passes, in PHC form.
   *
   * @throws RangeError for what is no password (see passwordBytes)
   */
  hash(password: string): Promise<string>
  /**
   * Tries a password. Without a hash, or with one that cannot be read, or with something that is no password, the
   * answer is no and costs what our own hashes cost. Imported hashes cost what their scheme costs until the
   * person's next login replaces them: until then the time of a wrong password can tell them from ours.
   *
   * @param hash the account's; undefined when there is none
   * @returns `upgrade`: the password was right, and its hash is weaker than the ones made now
   */
  verify(hash: string | undefined, password: string): Promise<{ ok: boolean; upgrade: boolean }>
  /** The raw Argon2id of a short secret under a salt, with our own parameters: for backup codes. */
  derive(secret: Buffer, salt: Buffer): Promise<Buffer>
  /** How many computations wait for their turn. */
  pending(): number
}

/** See Passwords. One for a process: the bound is there to protect the threads they all share. */
export function createPasswords(options: PasswordOptions = {}): Passwords {
  const queue = createQueue(options)
  const dummy = dummyHash()

  const timed = <Result>(scheme: string, work: () => Promise<Result>): Promise<Result> =>
    queue.run(async () => {
      const started = performance.now()
      const result = await work()
      options.observe?.(scheme, performance.now() - started)
      return result
    })

  return {
    async hash(password) {
      const secret = passwordBytes(password)
      if (secret === undefined)
        throw new RangeError(`a password has at most ${passwordLength.most} characters`)
      return timed('argon2id', () => hashArgon2id(secret))
    },
    async verify(hash, password) {
      const secret = passwordBytes(password)
      const stored = usable(hash, secret)
      const target = stored ?? dummy
      const matches = await timed(target.scheme, () => target.matches(secret ?? Buffer.alloc(0)))
      const ok = matches && stored !== undefined
      return { ok, upgrade: ok && stored.weaker }
    },
    derive: (secret, salt) => timed('argon2id', () => deriveArgon2id(secret, salt)),
    pending: queue.pending,
  }
}

function usable(hash: string | undefined, secret: Buffer | undefined): StoredHash | undefined {
  if (hash === undefined || secret === undefined) return undefined
  const reading = readHash(hash)
  return 'problem' in reading || !reading.accepts(secret) ? undefined : reading
}

/** Costs what ours cost, and nobody knows a password for it: salt and digest are random. */
function dummyHash(): StoredHash {
  const { memoryCost, timeCost, parallelism, outputLen } = ours
  const random = (bytes: number) => randomBytes(bytes).toString('base64').replaceAll('=', '')
  const parameters = `m=${memoryCost},t=${timeCost},p=${parallelism}`
  const reading = readHash(`$argon2id$v=19$${parameters}$${random(16)}$${random(outputLen)}`)
  if ('problem' in reading) throw new Error(reading.problem)
  return reading
}
