import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { type BrowserClient, createBrowserClient, type Page } from '../support/client.ts'
import { answer, testPlan } from '../support/plan.ts'
import { goOn, proveBoth, provePassword, type Request } from '../support/relying-party.ts'

const [one, two] = ['urn:latchkey:1fa', 'urn:latchkey:2fa']
const plan = testPlan([
  { metadata: { client_id: 'public', token_endpoint_auth_method: 'none', client_secret: undefined } },
  { metadata: { client_id: 'narrow', scope: 'openid' } },
  { metadata: { client_id: 'preferring', default_acr_values: [two] }, steps: 'basic' },
])

/** A browser whose session has the password only. */
async function weakBrowser(): Promise<BrowserClient> {
  const browser = createBrowserClient()
  await goOn(browser, await provePassword(browser, plan.party('basic').begin()))
  return browser
}

/** Opens a pushed request, with more in the address than its name. */
async function pushed(
  browser: BrowserClient,
  client: string,
  request: Request,
  beside: Request,
): Promise<Page> {
  const party = plan.party(client)
  const { body } = await party.post('/request', party.parameters(request))
  const open = { client_id: client, request_uri: String(body.request_uri), ...beside } as Record<
    string,
    string
  >
  return browser.get(`${plan.server.issuer}/auth?${new URLSearchParams(open)}`)
}

const isLogin = ({ location }: Page) => location?.pathname.startsWith('/interaction/') === true

test('what was pushed counts, whatever the address says beside it (RFC 9126 4, RFC 9101 6.3)', async () => {
  const browser = await weakBrowser()
  assert.ok(isLogin(await pushed(browser, 'basic', { acr_values: two }, { acr_values: one })))
  assert.ok(isLogin(await pushed(browser, 'basic', { max_age: '0' }, { max_age: '9000' })))
  assert.ok(isLogin(await pushed(browser, 'basic', { prompt: 'login' }, { prompt: 'none' })))
  const claims = JSON.stringify({ id_token: { acr: { essential: true, value: two } } })
  assert.ok(isLogin(await pushed(browser, 'basic', { claims }, { claims: '{}' })))
  const elsewhere = await pushed(
    browser,
    'basic',
    {},
    { redirect_uri: 'https://evil.example/', state: 'evil' },
  )
  assert.equal(elsewhere.location?.host, 'app.example')
  assert.equal(elsewhere.location?.searchParams.get('state'), 'xyz')
})

test('nobody pushes a request for another client (RFC 9126 2.1)', async () => {
  const party = plan.party('basic')
  const { status, body } = await party.post('/request', party.parameters({ client_id: 'app' }))
  assert.deepEqual([status >= 400, body.request_uri], [true, undefined])
})

const strange: readonly [string, Request][] = [
  ['acr_values that nobody knows', { acr_values: 'urn:example:gold' }],
  ['an empty acr_values', { acr_values: '' }],
  ['acr_values of blanks', { acr_values: '  ' }],
  [
    'claims that name two factors for UserInfo only',
    { claims: '{"userinfo":{"acr":{"essential":true,"value":"urn:latchkey:1fa"}}}' },
  ],
  ['claims of null', { claims: '{"id_token":null}' }],
]
for (const [name, request] of strange) {
  test(`${name} takes nothing away from what the client’s entry prefers`, async () => {
    const browser = await weakBrowser()
    const page = await browser.get(plan.party('preferring').begin(request))
    const error = page.location?.searchParams.get('error')
    assert.ok(isLogin(page) || error === 'invalid_request', `${page.status} ${page.location}`)
  })
}

test('the steps of a client’s entry are nothing a request can lower', async () => {
  const browser = await weakBrowser()
  const essential = JSON.stringify({ id_token: { acr: { essential: true, values: [one] } } })
  for (const request of [{ acr_values: one }, { claims: essential }, { acr_values: one, max_age: '99999' }]) {
    assert.ok(isLogin(await browser.get(plan.party('app').begin(request))), JSON.stringify(request))
    const silent = await browser.get(plan.party('app').begin({ ...request, prompt: 'none' }))
    assert.equal(silent.location?.searchParams.get('error'), 'login_required')
  }
})

test('the address that a finished login goes on to is worth nothing in another browser', async () => {
  const browser = createBrowserClient()
  const party = plan.party()
  const last = await proveBoth(plan.server, browser, party.begin())
  const stolen = createBrowserClient()
  const next = /content="0;\s*url=([^"]+)"/.exec(last.body)?.[1] ?? ''
  const page = await stolen.get(new URL(next, plan.server.issuer))
  assert.deepEqual([page.status, page.location], [400, undefined])
  const silent = await stolen.get(party.begin({ prompt: 'none' }))
  assert.equal(silent.location?.searchParams.get('error'), 'login_required')
  assert.ok((await goOn(browser, last)).searchParams.get('code'))
})

test('an ID Token of another client, person or server is no hint (Core 3.1.2.1)', async () => {
  const party = plan.party()
  const { body } = await party.redeem((await answer(plan, {}, party)).get('code'))
  assert.ok(body.id_token)
  const { privateKey } = await generateKeyPair('ES256')
  const forged = await new SignJWT({ sub: 'somebody' })
    .setProtectedHeader({ alg: 'ES256', kid: 'ec' })
    .setIssuer(plan.server.issuer)
    .setAudience('app')
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(privateKey)
  const browser = await plan.signedIn()
  for (const [client, hint] of [
    ['basic', String(body.id_token)],
    ['app', forged],
    ['app', 'no.token.at-all'],
  ] as const) {
    const request = { prompt: 'none', id_token_hint: hint }
    const page = await browser.get(plan.party(client).begin(request))
    assert.equal(page.location?.searchParams.get('code') ?? undefined, undefined, client)
  }
})

test('a client proves itself in one way at a time, and as itself (RFC 6749 2.3)', async () => {
  const party = plan.party()
  for (const more of [
    { client_id: 'app', client_secret: 'a client secret that is long enough for tests' },
    { client_id: 'basic' },
  ]) {
    const code = (await answer(plan, {}, party)).get('code')
    const { status, body } = await party.redeem(code, more)
    assert.deepEqual([status >= 400, body.access_token], [true, undefined])
    assert.equal((await party.redeem(code)).status, 200)
  }
})

test('a client without a secret asks about its own tokens only, and gives back no others (RFC 7662 2.1, RFC 7009 2.1)', async () => {
  const party = plan.party()
  const { body } = await party.redeem((await answer(plan, {}, party)).get('code'))
  for (const token of [body.access_token, body.refresh_token].map(String)) {
    const told = await plan.party('public').post('/token/introspection', { token, client_id: 'public' }, {})
    assert.deepEqual([told.body.active === true, told.body.sub], [false, undefined])
    await plan.party('public').post('/token/revocation', { token, client_id: 'public' }, {})
  }
  assert.equal((await party.userinfo(String(body.access_token))).status, 200)
  assert.equal((await party.refresh(String(body.refresh_token))).status, 200)
})

test('a refresh token of a client without a secret is bound to its key: not without a proof, not by another key (RFC 9449 5)', async () => {
  const keys = [await generateKeyPair('ES256'), await generateKeyPair('ES256')] as const
  const proof = async (pair: (typeof keys)[number]) =>
    new SignJWT({ htm: 'POST', htu: `${plan.server.issuer}/token`, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(pair.publicKey) })
      .setIssuedAt()
      .sign(pair.privateKey)
  const party = plan.party('public')
  const code = (await answer(plan, {}, party)).get('code')
  const { body } = await party.redeem(code, { client_id: 'public' }, { dpop: await proof(keys[0]) })
  const refresh = (headers: Request) => {
    const form = {
      grant_type: 'refresh_token',
      refresh_token: String(body.refresh_token),
      client_id: 'public',
    }
    return party.post('/token', form, headers)
  }
  assert.equal(body.token_type, 'DPoP')
  assert.equal((await refresh({})).body.access_token, undefined)
  assert.equal((await refresh({ dpop: await proof(keys[1]) })).body.access_token, undefined)
  assert.equal((await refresh({ dpop: await proof(keys[0]) })).status, 200)
})

test('a code that was asked for with a key is redeemed with that key (RFC 9449 10)', async () => {
  const party = plan.party()
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const dpop_jkt = createHash('sha256').update('another key').digest('base64url')
  const code = (await answer(plan, { dpop_jkt }, party)).get('code')
  const dpop = await new SignJWT({ htm: 'POST', htu: `${plan.server.issuer}/token`, jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
    .setIssuedAt()
    .sign(privateKey)
  assert.ok(code)
  const refused = await party.redeem(code, {}, { ...party.credentials, dpop })
  assert.deepEqual([refused.status, refused.body.access_token], [400, undefined])
})

test('a client gets no scope that its entry does not name, and the error is its own (RFC 6749 3.3)', async () => {
  const party = plan.party('narrow')
  const refused = await answer(plan, { scope: 'openid email' }, party)
  assert.deepEqual([refused.get('error'), refused.get('code')], ['invalid_scope', null])
  const { body } = await party.redeem((await answer(plan, { scope: 'openid' }, party)).get('code'))
  assert.equal(body.scope, 'openid')
  assert.deepEqual(Object.keys((await party.userinfo(String(body.access_token))).body), ['sub'])
})
