import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'
import type { RingKey } from './key-ring.ts'

const generate = promisify(generateKeyPair)

/** What `latchkey secrets init` writes, by option of `[secrets]`: which file below the configuration's folder, and what into it. */
export const secretFiles = {
  signing_keys: {
    name: 'secrets/signing-keys.json',
    make: async () => JSON.stringify({ keys: await newSigningKeys() }, undefined, 2),
  },
  cookie_keys: { name: 'secrets/cookie-key', make: async () => newSecret() },
  code_keys: { name: 'secrets/code-key', make: async () => newSecret() },
} as const

/** A secret of 256 random bits, 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** One private key for ES256, which signs by default, and one for RS256, for clients that know nothing else. */
export function newSigningKeys(): Promise<JWK[]> {
  return Promise.all([newSigningKey('ES256'), newSigningKey('RS256')])
}

/** A private key with a name of its own. */
export async function newSigningKey(alg: 'ES256' | 'RS256'): Promise<RingKey> {
  const { privateKey } =
    alg === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 3072 })
  const kid = randomBytes(8).toString('base64url')
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid } as RingKey
}
