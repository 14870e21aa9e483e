import { argon2 } from './argon2.ts'
import { bcrypt } from './bcrypt.ts'
import { pbkdf2 } from './pbkdf2.ts'
import { scrypt } from './scrypt.ts'
import type { HashReading } from './stored-hash.ts'

/** Every family that verifies. New hashes are always Argon2id. */
const schemes = [argon2, bcrypt, scrypt, pbkdf2]

/** The longest sensible hash string; keeps hostile ones away from the patterns. */
const longest = 512

/** What a hash string is, for whoever writes it into a file. Computes nothing. */
export type HashDescription =
  | { readonly ok: true; readonly scheme: string; readonly upgrade: boolean }
  | { readonly ok: false; readonly problem: string }

/** Finds the family that reads the hash string; a problem when there is none. */
export function readHash(hash: string): HashReading {
  if (hash.length > longest) return { problem: `${hash.length} characters; a hash has at most ${longest}` }
  for (const scheme of schemes) {
    const reading = scheme.read(hash)
    if (reading !== undefined) return reading
  }
  return { problem: unknownProblem(hash) }
}

/** Never quotes the text: what is no hash may well be a password. */
function unknownProblem(hash: string): string {
  const found = hash.includes('$') ? 'a hash of an unknown kind' : 'not a hash (a password in clear?)'
  const known = schemes.map(({ name }) => name).join(', ')
  return `${found}; allowed: ${known}. "latchkey hash-password" makes one`
}

/**
 * Says whether a hash can be used, before it is stored. `upgrade`: it will be replaced by a stronger one at the
 * next login. `problem` names what was found and what is allowed, never the hash.
 */
export function describeHash(hash: string): HashDescription {
  const reading = readHash(hash)
  if ('problem' in reading) return { ok: false, problem: reading.problem }
  return { ok: true, scheme: reading.scheme, upgrade: reading.weaker }
}
