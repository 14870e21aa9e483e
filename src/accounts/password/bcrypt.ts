import { createHash } from 'node:crypto'
import type { Scheme } from './stored-hash.ts'

/** 2^14 rounds take about a second. */
const mostCost = 14

/** bcrypt reads this many bytes and ignores the rest. */
const wholeSecret = 72

/**
 * `$2a$`, `$2b$` and `$2y$`, also as Django stores them (`bcrypt$…`, and `bcrypt_sha256$…`, which hashes the
 * password before). A password that bcrypt would not read whole matches nothing: with more than 72 bytes any end
 * would do, and since bcrypt repeats key and terminator, NUL bytes make different passwords equal. Whoever has
 * such a password gets a new one from an admin.
 */
export const bcrypt: Scheme = {
  name: 'bcrypt',
  read(written) {
    const [, prefix, text] = /^(bcrypt\$|bcrypt_sha256\$)?(\$2.*)$/s.exec(written) ?? []
    if (text === undefined) return undefined
    const [, cost] = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(text) ?? []
    if (cost === undefined)
      return { problem: 'bcrypt hash that is not $2a$, $2b$ or $2y$ with 60 characters' }
    if (Number(cost) < 4 || Number(cost) > mostCost) {
      return { problem: `bcrypt with cost ${cost}; allowed: 04 to ${mostCost}` }
    }
    const prehashed = prefix === 'bcrypt_sha256$'
    return {
      scheme: prehashed ? 'bcrypt-sha256' : 'bcrypt',
      weaker: true,
      accepts: (secret) => prehashed || (secret.length <= wholeSecret && !secret.includes(0)),
      matches: async (secret) => {
        // Only those who import such hashes pay for loading it.
        const { verify } = await import('@node-rs/bcrypt')
        return verify(prehashed ? hexDigest(secret) : secret, text)
      },
    }
  },
}

function hexDigest(secret: Buffer): string {
  return createHash('sha256').update(secret).digest('hex')
}
