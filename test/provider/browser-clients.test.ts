import assert from 'node:assert/strict'
import { test } from 'node:test'
import got from 'got'
import { answer, testPlan } from '../support/plan.ts'

const plan = testPlan([
  { metadata: { client_id: 'spa', token_endpoint_auth_method: 'none', client_secret: undefined } },
])
const own = 'https://app.example'

/** Redeems a code as a page of that origin would. */
async function redeemFrom(client: string, origin: string) {
  const party = plan.party(client)
  const code = (await answer(plan, {}, party)).get('code') ?? ''
  const credentials = client === 'spa' ? {} : party.credentials
  return got.post(`${plan.server.issuer}/token`, {
    form: {
      grant_type: 'authorization_code',
      code,
      redirect_uri: party.redirect,
      client_id: client,
      ...party.verifier,
    },
    headers: { origin, ...credentials },
    throwHttpErrors: false,
  })
}

test('a client that runs in browsers redeems its code from its own origin, and reads the answer (CORS)', async () => {
  const { statusCode, headers } = await redeemFrom('spa', own)
  assert.equal(statusCode, 200)
  assert.equal(headers['access-control-allow-origin'], own)
  assert.equal(headers['access-control-allow-credentials'], undefined)
  assert.match(String(headers.vary), /origin/i)
})

for (const origin of [
  'https://evil.example',
  'https://app.example.evil.example',
  'http://app.example',
  'null',
]) {
  test(`from ${origin} it is refused, and nothing may read the answer (CORS)`, async () => {
    const { statusCode, headers } = await redeemFrom('spa', origin)
    assert.equal(statusCode, 400)
    assert.equal(headers['access-control-allow-origin'], undefined)
  })
}

test('a client with a secret does not run in browsers (CORS)', async () => {
  const { statusCode, headers } = await redeemFrom('app', own)
  assert.equal(statusCode, 400)
  assert.equal(headers['access-control-allow-origin'], undefined)
})

test('a preflight is answered, with our headers and without a cookie (CORS)', async () => {
  for (const path of ['/token', '/me', '/.well-known/openid-configuration', '/jwks']) {
    const { statusCode, headers } = await got(`${plan.server.issuer}${path}`, {
      method: 'OPTIONS',
      headers: { origin: own, 'access-control-request-method': 'POST' },
    })
    assert.equal(statusCode, 204, path)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.equal(headers['set-cookie'], undefined)
  }
})

test('pages and the authorization endpoint are nobody’s to read (CORS)', async () => {
  const { headers } = await got(plan.party('spa').begin(), {
    headers: { origin: own },
    followRedirect: false,
  })
  assert.equal(headers['access-control-allow-origin'], undefined)
})

test('UserInfo answers the client’s own pages only (CORS)', async () => {
  const { access_token: token } = JSON.parse((await redeemFrom('spa', own)).body)
  const ask = (origin: string) =>
    got(`${plan.server.issuer}/me`, {
      headers: { origin, authorization: `Bearer ${token}` },
      throwHttpErrors: false,
    })
  assert.equal((await ask(own)).headers['access-control-allow-origin'], own)
  const foreign = await ask('https://evil.example')
  assert.equal(foreign.statusCode, 400)
  assert.doesNotMatch(foreign.body, /sub/)
})
