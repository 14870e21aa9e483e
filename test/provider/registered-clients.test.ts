import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import got from 'got'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JSONWebKeySet, jwtVerify, SignJWT } from 'jose'
import { createBrowserClient } from '../support/client.ts'
import { answer, testPlan } from '../support/plan.ts'
import { claimsIn } from '../support/relying-party.ts'

const pairs = { ES256: await generateKeyPair('ES256'), RS256: await generateKeyPair('RS256') }
const jwks = {
  keys: await Promise.all(
    Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid: alg,
    })),
  ),
}

const plan = testPlan([
  { metadata: { client_id: 'api', grant_types: [], response_types: [], redirect_uris: [] } },
  { metadata: { client_id: 'pusher', require_pushed_authorization_requests: true } },
  { metadata: { client_id: 'signed', userinfo_signed_response_alg: 'RS256' } },
  {
    metadata: {
      client_id: 'signer',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks,
    },
  },
])

async function tokensOf(clientId: string) {
  const party = plan.party(clientId)
  const { body } = await party.redeem((await answer(plan, {}, party)).get('code'))
  return { party, body, token: String(body.access_token) }
}

test('a client without grants asks about tokens of others, and gives back none of them (RFC 7662 2.1, RFC 7009 2.1)', async () => {
  const { party, token } = await tokensOf('app')
  const api = plan.party('api')
  assert.deepEqual((await api.introspect(token)).client_id, 'app')
  await api.post('/token/revocation', { token })
  assert.equal((await party.userinfo(token)).status, 200)
})

test('a client without grants signs nobody in and gets no token (RFC 7591 2)', async () => {
  const api = plan.party('api')
  const browser = await plan.signedIn()
  for (const request of [{}, { redirect_uri: undefined }, { response_type: 'none' }, { prompt: 'none' }]) {
    const page = await browser.get(api.begin(request))
    assert.deepEqual([page.status, page.location], [400, undefined], JSON.stringify(request))
  }
  const app = plan.party('app')
  const code = (await answer(plan, {}, app)).get('code')
  const stolen = await api.redeem(code, app.verifier)
  assert.deepEqual([stolen.status, stolen.body.access_token], [400, undefined])
  const { status, body } = await app.redeem(code)
  assert.equal(status, 200)
  assert.equal((await api.refresh(String(body.refresh_token))).status, 400)
  for (const grant_type of ['client_credentials', 'password']) {
    assert.equal((await api.post('/token', { grant_type })).status, 400)
  }
  assert.equal((await api.post('/request', api.parameters())).status, 400)
})

test('a client that must push its requests begins none in the open (RFC 9126 6)', async () => {
  const party = plan.party('pusher')
  const browser = await plan.signedIn()
  const open = await browser.get(party.begin())
  assert.equal(open.location?.searchParams.get('error'), 'invalid_request')
  const { body } = await party.post('/request', party.parameters())
  const pushed = { client_id: 'pusher', request_uri: String(body.request_uri) }
  const answered = await browser.get(`${plan.server.issuer}/auth?${new URLSearchParams(pushed)}`)
  assert.equal((await party.redeem(answered.location?.searchParams.get('code') ?? '')).status, 200)
})

test('UserInfo is a JWT for the client that wants one: signed by us, to it, the same claims (Core 5.3.2)', async () => {
  const { token, body } = await tokensOf('signed')
  const headers = { authorization: `Bearer ${token}` }
  const response = await got(`${plan.server.issuer}/me`, { headers })
  assert.match(String(response.headers['content-type']), /^application\/jwt/)
  const published = await got(`${plan.server.issuer}/jwks`).json<JSONWebKeySet>()
  const { payload, protectedHeader } = await jwtVerify(response.body, createLocalJWKSet(published))
  assert.equal(protectedHeader.alg, 'RS256')
  assert.deepEqual([payload.iss, payload.aud], [plan.server.issuer, 'signed'])
  assert.equal(payload.sub, claimsIn(body.id_token).sub)
  assert.equal(payload.email, 'alice@example.com')
})

test('a client with one algorithm for assertions proves itself by no other, of its own keys even (Core 9)', async () => {
  const party = plan.party('signer')
  for (const [alg, status] of [
    ['RS256', 401],
    ['ES256', 200],
  ] as const) {
    const client_assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg, kid: alg })
      .setIssuer('signer')
      .setSubject('signer')
      .setAudience(plan.server.issuer)
      .setIssuedAt()
      .setExpirationTime('1m')
      .sign(pairs[alg].privateKey)
    const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
    const code = (await answer(plan, {}, party)).get('code')
    assert.equal((await party.redeem(code, { client_assertion, client_assertion_type }, {})).status, status)
  }
})

test('prompt=none begun by a stranger for a client without grants is a page of ours', async () => {
  const page = await createBrowserClient().get(plan.party('api').begin({ prompt: 'none' }))
  assert.deepEqual([page.status, page.location], [400, undefined])
})
