import { pbkdf2 as pbkdf2Callback } from 'node:crypto'
import { promisify } from 'node:util'
import { fields, fromBase64, readDerived } from './derived.ts'
import type { HashReading, Scheme } from './stored-hash.ts'

const derive = promisify(pbkdf2Callback)

/** Iterations times blocks; with SHA-512, the slowest, about a second. Django 5.2 asks for 1,000,000. */
const mostWork = 2_000_000

/** Bytes a block of the derived key has (RFC 8018, section 5.2): a longer digest costs as many times as much. */
const blockSizes: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 }

/** PHC form; passlib, which leaves out SHA-1's name; Django, with a salt that is text. */
const spellings = [
  /^\$pbkdf2-(?<hash>sha\d+)\$i=(?<rounds>\d{1,9})(?:,l=\d+)?\$(?<salt>[\w+/.-]+)\$(?<digest>[\w+/.-]+)$/,
  /^\$pbkdf2(?:-(?<hash>sha\d+))?\$(?<rounds>\d{1,9})\$(?<salt>[\w+/.-]+)\$(?<digest>[\w+/.-]+)$/,
  /^pbkdf2_(?<hash>sha\d+)\$(?<rounds>\d{1,9})\$(?<text>[^$]+)\$(?<digest>[\w+/]+=*)$/,
]

/** PBKDF2 with HMAC-SHA-1, SHA-256 and SHA-512 (RFC 8018). */
export const pbkdf2: Scheme = {
  name: 'PBKDF2',
  read(written) {
    if (!/^\$?pbkdf2[-_$]/.test(written)) return undefined
    const found = fields(spellings, written)
    return found
      ? check(found)
      : { problem: 'PBKDF2 hash that is neither in PHC nor in passlib nor in Django form' }
  },
}

function check({ hash = 'sha1', rounds, salt = '', text, digest = '' }: Record<string, string>): HashReading {
  const wanted = fromBase64(digest)
  const iterations = Number(rounds)
  return readDerived({
    scheme: `pbkdf2-${hash}`,
    salt: text === undefined ? fromBase64(salt) : Buffer.from(text),
    digest: wanted,
    problem: costProblem(hash, iterations, wanted.length),
    derive: (secret, bytes, length) => derive(secret, bytes, iterations, length, hash),
  })
}

function costProblem(hash: string, iterations: number, length: number): string | undefined {
  const block = blockSizes[hash]
  if (block === undefined) {
    return `PBKDF2 with ${hash}; allowed: ${Object.keys(blockSizes).join(', ')}`
  }
  if (iterations >= 1 && iterations * Math.ceil(length / block) <= mostWork) return undefined
  return `PBKDF2 with ${iterations} iterations for ${length} bytes; allowed: 1 to ${mostWork} iterations in all`
}
