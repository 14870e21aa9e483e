import assert from 'node:assert/strict'
import { createHash, randomUUID } from 'node:crypto'
import { test } from 'node:test'
import got from 'got'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { answer, testPlan } from '../support/plan.ts'
import { claimsIn } from '../support/relying-party.ts'

const plan = testPlan([{ metadata: { client_id: 'bound', dpop_bound_access_tokens: true } }])
const keys = await generateKeyPair('ES256')
const jwk = await exportJWK(keys.publicKey)

/** RFC 9449 4.2: a proof for one request. */
function proof(htm: string, path: string, token?: string, changes: Record<string, unknown> = {}) {
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') }
  const htu = `${plan.server.issuer}${path}`
  return new SignJWT({ htm, htu, jti: randomUUID(), ...ath, ...changes })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .setIssuedAt()
    .sign(keys.privateKey)
}

async function boundTokens(client = 'app') {
  const party = plan.party(client)
  const code = (await answer(plan, {}, party)).get('code')
  const { body } = await party.redeem(code, {}, { ...party.credentials, dpop: await proof('POST', '/token') })
  return { party, body, token: String(body.access_token) }
}

const userinfo = (scheme: string, token: string, dpop?: string) =>
  got(`${plan.server.issuer}/me`, {
    headers: { authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) },
    throwHttpErrors: false,
  })

test('DPoP: a bound token works with a proof by its key, and with nothing less (RFC 9449 7)', async () => {
  const { body, token } = await boundTokens()
  assert.equal(body.token_type, 'DPoP')
  assert.equal((await userinfo('DPoP', token, await proof('GET', '/me', token))).statusCode, 200)
  assert.equal((await userinfo('Bearer', token)).statusCode, 401)
  const used = await proof('GET', '/me', token)
  assert.equal((await userinfo('DPoP', token, used)).statusCode, 200)
  for (const wrong of [
    used,
    await proof('POST', '/me', token),
    await proof('GET', '/token', token),
    await proof('GET', '/me', 'another'),
    await proof('GET', '/me', token, { htu: 'http://evil.example/me' }),
  ]) {
    const { statusCode, body: text } = await userinfo('DPoP', token, wrong)
    assert.ok(statusCode === 400 || statusCode === 401, `${statusCode} ${text}`)
  }
})

test('DPoP: a client whose tokens must be bound gets none without a proof (RFC 9449 5.2)', async () => {
  const { party, body } = await boundTokens('bound')
  assert.equal(body.token_type, 'DPoP')
  const refused = await party.redeem((await answer(plan, {}, party)).get('code'))
  assert.deepEqual([refused.status, refused.body.access_token], [400, undefined])
})

test('DPoP: of 20 parallel uses of one proof one counts (RFC 9449 11.1)', async () => {
  const { token } = await boundTokens()
  const once = await proof('GET', '/me', token)
  const answers = await Promise.all(Array.from({ length: 20 }, () => userinfo('DPoP', token, once)))
  assert.equal(answers.filter(({ statusCode }) => statusCode === 200).length, 1)
})

test('PAR: a request sent ahead is used by its name, once, by its client alone (RFC 9126 2, 4)', async () => {
  const party = plan.party()
  const push = () => party.post('/request', party.parameters({ state: 'pushed' }))
  const { status, body } = await push()
  assert.equal(status, 201)
  assert.match(String(body.request_uri), /^urn:ietf:params:oauth:request_uri:/)
  assert.ok(Number(body.expires_in) <= 60)
  const browser = await plan.signedIn()
  const open = (client_id: string, request_uri: unknown) =>
    browser.get(
      `${plan.server.issuer}/auth?${new URLSearchParams({ client_id, request_uri: String(request_uri) })}`,
    )
  assert.equal((await open('basic', body.request_uri)).location, undefined)
  const { location } = await open('app', body.request_uri)
  assert.equal(location?.searchParams.get('state'), 'pushed')
  const { status: redeemed, body: tokens } = await party.redeem(location?.searchParams.get('code') ?? '')
  assert.equal(redeemed, 200)
  assert.equal(claimsIn(tokens.id_token).nonce, 'abc')
  for (const uri of [body.request_uri, 'urn:ietf:params:oauth:request_uri:unknown']) {
    const refused = await open('app', uri)
    assert.deepEqual([refused.status, refused.location], [400, undefined])
  }
})

test('PAR: of 20 parallel uses of one request by a browser with a session one counts (RFC 9126 4)', async () => {
  const party = plan.party()
  const { body } = await party.post('/request', party.parameters())
  const named = new URLSearchParams({ client_id: 'app', request_uri: String(body.request_uri) })
  const browser = await plan.signedIn()
  const address = `${plan.server.issuer}/auth?${named}`
  const pages = await Promise.all(Array.from({ length: 20 }, () => browser.get(address)))
  assert.equal(pages.filter(({ location }) => location?.searchParams.has('code')).length, 1)
})

test('PAR: the client proves itself, and what is wrong with the request is said at once (RFC 9126 2.3)', async () => {
  const party = plan.party()
  assert.equal((await party.post('/request', party.parameters(), {})).body.error, 'invalid_client')
  const evil = party.parameters({ redirect_uri: 'https://evil.example/' })
  assert.match(String((await party.post('/request', evil)).body.error), /^invalid_(re|request)/)
  const bare = party.parameters({ code_challenge: undefined, code_challenge_method: undefined })
  assert.equal((await party.post('/request', bare)).body.error, 'invalid_request')
})
