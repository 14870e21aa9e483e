import assert from 'node:assert/strict'
import { test } from 'node:test'
import got from 'got'
import { answer, testPlan, tokensFor, verify } from '../support/plan.ts'
import { claimsIn } from '../support/relying-party.ts'

const audience = 'https://api.example.com'
const plan = testPlan([
  { metadata: { client_id: 'jwt' }, accessTokenAudience: audience },
  {
    metadata: { client_id: 'jwt-rs', id_token_signed_response_alg: 'RS256' },
    accessTokenAudience: 'urn:other:api',
  },
])

test('a client that names its API gets JWT access tokens for it (RFC 9068 2)', async () => {
  for (const [client, alg, api] of [
    ['jwt', 'ES256', audience],
    ['jwt-rs', 'RS256', 'urn:other:api'],
  ] as const) {
    const { accessToken, idToken } = await tokensFor(plan, {}, plan.party(client))
    const { payload, protectedHeader } = await verify(plan, accessToken, api)
    assert.deepEqual([protectedHeader.typ, protectedHeader.alg], ['at+jwt', alg])
    assert.deepEqual([payload.client_id, payload.sub], [client, claimsIn(idToken).sub])
    assert.ok(payload.jti && payload.iat && payload.exp)
    for (const name of ['acr', 'amr', 'auth_time'])
      assert.deepEqual(payload[name], claimsIn(idToken)[name], name)
  }
})

test('a refreshed one is a JWT as well, and says the same of the sign-in (RFC 9068 2.2.1)', async () => {
  const { party, accessToken, refreshToken } = await tokensFor(plan, {}, plan.party('jwt'))
  const { body } = await party.refresh(refreshToken)
  const { payload } = await verify(plan, String(body.access_token), audience)
  for (const name of ['sub', 'acr', 'amr', 'auth_time', 'aud']) {
    assert.deepEqual(payload[name], claimsIn(accessToken)[name], name)
  }
})

test('it is for its API alone: not for UserInfo, introspection or revocation', async () => {
  const { party, accessToken } = await tokensFor(plan, {}, plan.party('jwt'))
  assert.equal((await party.userinfo(accessToken)).status, 401)
  for (const path of ['/token/introspection', '/token/revocation']) {
    assert.equal((await party.post(path, { token: accessToken })).body.error, 'unsupported_token_type')
  }
})

test('no client chooses another audience, and clients without one choose none (RFC 8707 2)', async () => {
  for (const [client, resource] of [
    ['jwt', 'https://other.example.com'],
    ['jwt', 'urn:other:api'],
    ['app', audience],
  ] as const) {
    const party = plan.party(client)
    assert.equal((await answer(plan, { resource }, party)).get('error'), 'invalid_target')
    const code = (await answer(plan, {}, party)).get('code')
    assert.equal((await party.redeem(code, { resource })).body.error, 'invalid_target')
  }
  const own = await tokensFor(plan, { resource: audience }, plan.party('jwt'))
  assert.equal((await verify(plan, own.accessToken, audience)).payload.aud, audience)
})

test('other clients keep opaque tokens, and introspection says what was proved (RFC 9470 6.2)', async () => {
  const { party, accessToken, idToken } = await tokensFor(plan)
  assert.equal(accessToken.split('.').length, 1)
  assert.equal((await party.userinfo(accessToken)).status, 200)
  const { body } = await party.post('/token/introspection', { token: accessToken })
  assert.equal(body.active, true)
  for (const name of ['sub', 'acr', 'amr', 'auth_time'])
    assert.deepEqual(body[name], claimsIn(idToken)[name], name)
})

test('a revoked token is dead, whoever else asks to revoke it or not (RFC 7009 2.1)', async () => {
  const { party, accessToken } = await tokensFor(plan)
  const foreign = await plan.party('basic').post('/token/revocation', { token: accessToken })
  assert.notEqual(foreign.status, 500)
  assert.equal((await party.userinfo(accessToken)).status, 200)
  assert.equal((await party.post('/token/revocation', { token: accessToken })).status, 200)
  assert.equal((await party.userinfo(accessToken)).status, 401)
  const { body } = await party.post('/token/introspection', { token: accessToken })
  assert.deepEqual(body, { active: false })
})

test('nobody asks about tokens without proving who they are (RFC 7662 2.1)', async () => {
  const { accessToken } = await tokensFor(plan)
  for (const headers of [{}, { authorization: `Basic ${Buffer.from('app:wrong').toString('base64')}` }]) {
    const answered = await got.post(`${plan.server.issuer}/token/introspection`, {
      form: { token: accessToken, client_id: 'app' },
      headers,
      throwHttpErrors: false,
    })
    assert.equal(answered.statusCode, 401)
    assert.doesNotMatch(answered.body, /active/)
  }
})
