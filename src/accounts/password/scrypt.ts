import { type ScryptOptions, scrypt as scryptCallback } from 'node:crypto'
import { promisify } from 'node:util'
import { fields, fromBase64, readDerived } from './derived.ts'
import { bounds, type HashReading, type Scheme } from './stored-hash.ts'

const derive = promisify<Buffer, Buffer, number, ScryptOptions, Buffer>(scryptCallback)

/** N times r times p: twice OWASP's cost (N=2^17, r=8, p=1), about a second. */
const mostWork = 2 ** 21

/** PHC form and passlib, with log2 of N; Django, with N itself and a salt that is text. */
const spellings = [
  /^\$scrypt\$ln=(?<ln>\d{1,9}),r=(?<r>\d{1,9}),p=(?<p>\d{1,9})\$(?<salt>[\w+/.-]+)\$(?<digest>[\w+/.-]+)$/,
  /^scrypt\$(?<n>\d{1,9})\$(?<text>[^$]+)\$(?<r>\d{1,9})\$(?<p>\d{1,9})\$(?<digest>[\w+/]+=*)$/,
]

/** scrypt (RFC 7914). */
export const scrypt: Scheme = {
  name: 'scrypt',
  read(written) {
    if (!/^\$?scrypt\$/.test(written)) return undefined
    const found = fields(spellings, written)
    return found ? check(found) : { problem: 'scrypt hash that is neither in PHC nor in Django form' }
  },
}

function check({ ln, n, r, p, salt = '', text, digest = '' }: Record<string, string>): HashReading {
  const cost = { N: n === undefined ? 2 ** Number(ln) : Number(n), r: Number(r), p: Number(p) }
  return readDerived({
    scheme: 'scrypt',
    salt: text === undefined ? fromBase64(salt) : Buffer.from(text),
    digest: fromBase64(digest),
    problem: costProblem(cost),
    // What OpenSSL adds up before it begins; its own limit of 32 MiB is below any useful cost.
    derive: (secret, bytes, length) =>
      derive(secret, bytes, length, { ...cost, maxmem: 128 * cost.r * (cost.N + cost.p + 2) }),
  })
}

function costProblem({ N, r, p }: { N: number; r: number; p: number }): string | undefined {
  // RFC 7914 section 2: N a power of two above one, r and p at least one.
  const sound = N > 1 && Number.isInteger(Math.log2(N)) && r >= 1 && p >= 1
  if (sound && (N * r) / 8 <= bounds.memory && N * r * p <= mostWork) return undefined
  return (
    `scrypt with N=${N}, r=${r}, p=${p}; allowed: N a power of two, N times r up to ` +
    `${bounds.memory * 8}, N times r times p up to ${mostWork}`
  )
}
