import { generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'oidc-provider'

const generate = promisify(generateKeyPair)

/** A secret of 256 random bits, 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** One private key for ES256, which signs by default, and one for RS256, for clients that know nothing else. */
export async function newSigningKeys(): Promise<JWK[]> {
  const [ec, rsa] = await Promise.all([
    generate('ec', { namedCurve: 'P-256' }),
    generate('rsa', { modulusLength: 3072 }),
  ])
  return [
    { ...ec.privateKey.export({ format: 'jwk' }), ...named('ES256') },
    { ...rsa.privateKey.export({ format: 'jwk' }), ...named('RS256') },
  ] as JWK[]
}

function named(alg: string) {
  return { alg, use: 'sig', kid: randomBytes(8).toString('base64url') }
}
