import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { answer, testPlan } from '../support/plan.ts'

const { publicKey, privateKey } = await generateKeyPair('ES256')
const stranger = await generateKeyPair('ES256')
const plan = testPlan([
  {
    metadata: {
      client_id: 'signer',
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'own', alg: 'ES256' }] },
    },
  },
])

interface Changes {
  readonly iss?: string
  readonly aud?: string
  readonly expires?: string
  readonly jti?: string
  readonly key?: typeof privateKey
}

/** RFC 7523 3: an assertion by which the client proves itself. */
function assertion({
  iss = 'signer',
  aud = plan.server.issuer,
  expires = '1m',
  jti,
  key = privateKey,
}: Changes = {}) {
  return new SignJWT({ jti: jti ?? randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid: 'own' })
    .setIssuer(iss)
    .setSubject('signer')
    .setAudience(aud)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key)
}

async function redeem(signed: string) {
  const party = plan.party('signer')
  const code = (await answer(plan, {}, party)).get('code')
  const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  return party.redeem(code, { client_assertion: signed, client_assertion_type }, {})
}

test('a client proves itself by its own key (Core 9, RFC 7523 2.2)', async () => {
  assert.equal((await redeem(await assertion())).status, 200)
})

const refused: Readonly<Record<string, Changes>> = {
  'for somebody else': { aud: 'https://other.example' },
  'for an address beside the issuer': { aud: 'http://evil.example/token' },
  'by somebody else': { key: stranger.privateKey },
  'of another issuer': { iss: 'app' },
  'that is over': { expires: '-1m' },
}

for (const [name, changes] of Object.entries(refused)) {
  test(`an assertion ${name} is refused (RFC 7523 3)`, async () => {
    assert.equal((await redeem(await assertion(changes))).body.error, 'invalid_client')
  })
}

test('an assertion is good once (Core 9, RFC 7523 3)', async () => {
  const signed = await assertion()
  assert.equal((await redeem(signed)).status, 200)
  assert.notEqual((await redeem(signed)).status, 200)
})

test('an unsigned assertion, one under a shared secret and a plain client_id are refused', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const claims = { iss: 'signer', sub: 'signer', aud: plan.server.issuer, jti: randomUUID(), exp: 2 ** 31 }
  const shared = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode('a client secret that is long enough for tests'))
  for (const forged of [`${part({ alg: 'none' })}.${part(claims)}.`, shared]) {
    assert.equal((await redeem(forged)).body.error, 'invalid_client')
  }
  const party = plan.party('signer')
  const code = (await answer(plan, {}, party)).get('code')
  assert.equal((await party.redeem(code, { client_id: 'signer' }, {})).body.error, 'invalid_client')
})
