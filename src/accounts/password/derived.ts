import { timingSafeEqual } from 'node:crypto'
import { digestProblem, type HashReading } from './stored-hash.ts'

/** A hash string whose digest is a key derived from the secret, taken apart. */
export interface Derived {
  readonly scheme: string
  readonly salt: Buffer
  readonly digest: Buffer
  /** Why its parameters will not do, if so. */
  readonly problem: string | undefined
  derive(secret: Buffer, salt: Buffer, bytes: number): Promise<Buffer>
}

/** The common rest of scrypt and PBKDF2. */
export function readDerived({ scheme, salt, digest, problem, derive }: Derived): HashReading {
  const why = problem ?? digestProblem(scheme, digest.length)
  if (why !== undefined) return { problem: why }
  return {
    scheme,
    weaker: true,
    accepts: () => true,
    matches: async (secret) => timingSafeEqual(await derive(secret, salt, digest.length), digest),
  }
}

/** Base64 with or without padding; passlib writes a dot for the plus. */
export function fromBase64(text: string): Buffer {
  return Buffer.from(text.replaceAll('.', '+'), 'base64')
}

/** The named groups of the first spelling that fits the whole text. */
export function fields(spellings: readonly RegExp[], text: string): Record<string, string> | undefined {
  for (const spelling of spellings) {
    const groups = spelling.exec(text)?.groups
    if (groups !== undefined) return groups
  }
  return undefined
}
