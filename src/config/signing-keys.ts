import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto'
import type { JWK } from 'oidc-provider'
import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'

const signingKeysPath: Path = ['secrets', 'signing_keys']

/** Reads a JWK Set of private keys, each tried once; undefined, and one problem, when it will not do. */
export function readSigningKeys(
  text: string,
  document: Document,
  report: Report,
): readonly JWK[] | undefined {
  const fail = (message: string): undefined => report.add(document, signingKeysPath, { message })
  const keys = parseKeys(text)
  if (keys === undefined) return fail('not a JWK Set: JSON such as {"keys":[…]} is wanted')
  const checked = keys.map((key, index) => checkKey(key, (message) => fail(`key ${index + 1}: ${message}`)))
  const good = checked.filter((key) => key !== undefined)
  if (good.length < keys.length) return undefined
  const ids = good.map(({ kid, n, x }) => kid ?? n ?? x)
  if (new Set(ids).size < ids.length) return fail('two keys are the same, or have the same "kid"')
  const missing = ['ES256', 'RS256'].filter(
    (alg) => !good.some((key) => key.alg === alg && key.use === 'sig'),
  )
  return missing.length === 0 ? good : fail(`a private key for ${missing.join(' and one for ')} is missing`)
}

function parseKeys(text: string): readonly JsonWebKey[] | undefined {
  try {
    const { keys } = JSON.parse(text)
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null)
      ? keys
      : undefined
  } catch {
    return undefined
  }
}

function checkKey(jwk: JsonWebKey, fail: (message: string) => undefined): JWK | undefined {
  if (jwk.kty === 'oct') return fail('a shared secret cannot sign for others to verify')
  if (typeof jwk.d !== 'string') return fail('its private part "d" is missing')
  const problem = keyProblem(jwk)
  if (problem !== undefined) return fail(problem)
  const alg = jwk.alg ?? usualAlgorithm(jwk)
  // When it was seen ready is between the file and `latchkey keys`.
  const { seen_at: _, ...key } = jwk as JsonWebKey & { seen_at?: unknown }
  return { use: 'sig', ...key, ...(alg === undefined ? {} : { alg }) } as JWK
}

function usualAlgorithm({ kty, crv }: JsonWebKey): string | undefined {
  if (kty === 'RSA') return 'RS256'
  return kty === 'EC' && crv === 'P-256' ? 'ES256' : undefined
}

function keyProblem(jwk: JsonWebKey): string | undefined {
  try {
    const key = createPrivateKey({ key: jwk, format: 'jwk' })
    if (jwk.kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 3072) {
      return 'RSA needs 3072 bits or more'
    }
    return fits(key) ? undefined : 'its private and its public part do not belong together'
  } catch {
    return 'not a usable private key'
  }
}

/** Importing a key does not compare its parts; what it signs would then fail at every client. */
function fits(key: KeyObject): boolean {
  const digest = key.asymmetricKeyType?.startsWith('ed') ? null : 'sha256'
  const text = Buffer.from('latchkey')
  return verify(digest, text, createPublicKey(key), sign(digest, text, key))
}
