import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import got from 'got'
import { decodeProtectedHeader } from 'jose'
import { answer, testPlan, tokensFor, verify } from '../support/plan.ts'
import { claimsIn, type Request } from '../support/relying-party.ts'

const plan = testPlan([
  { metadata: { client_id: 'op-rs256', id_token_signed_response_alg: 'RS256' } },
  { metadata: { client_id: 'op-post', token_endpoint_auth_method: 'client_secret_post' } },
])

test('the token answer: Bearer, seconds, never cached (Core 3.1.3.3)', async () => {
  const party = plan.party()
  const code = (await answer(plan, {}, party)).get('code')
  const response = await got.post(`${plan.server.issuer}/token`, {
    form: { grant_type: 'authorization_code', code, redirect_uri: party.redirect, ...party.verifier },
    headers: party.credentials,
  })
  const body = JSON.parse(response.body)
  assert.match(body.token_type, /^bearer$/i)
  assert.ok(body.expires_in > 0)
  assert.match(String(response.headers['cache-control']), /no-store/)
})

test('the ID Token says who, for whom, when and how (Core 2)', async () => {
  const { idToken } = await tokensFor(plan)
  const { payload } = await verify(plan, idToken)
  assert.ok(typeof payload.sub === 'string' && payload.sub.length <= 255)
  assert.equal(payload.nonce, 'abc')
  assert.ok(Number(payload.exp) > Number(payload.iat))
  assert.deepEqual([payload.acr, payload.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
  assert.ok(Number(payload.auth_time) <= Number(payload.iat))
})

for (const [client, alg] of [
  ['app', 'ES256'],
  ['op-rs256', 'RS256'],
] as const) {
  test(`ID Token signature, ${alg}: by the published key that its kid names (Core 10.1)`, async () => {
    const { idToken } = await tokensFor(plan, {}, plan.party(client))
    const { protectedHeader } = await verify(plan, idToken, client)
    assert.equal(protectedHeader.alg, alg)
    assert.ok(protectedHeader.kid)
  })
}

test('ID Token signature: an altered token does not verify (Core 3.1.3.7)', async () => {
  const { idToken } = await tokensFor(plan)
  const [header, , signature] = idToken.split('.')
  const payload = Buffer.from(JSON.stringify({ ...claimsIn(idToken), sub: 'mallory' })).toString('base64url')
  await assert.rejects(verify(plan, `${header}.${payload}.${signature}`), /signature verification failed/)
  assert.notEqual(decodeProtectedHeader(idToken).alg, 'none')
})

test('UserInfo by GET, by POST with the token in the header, and in the body (Core 5.3.1)', async () => {
  const { party, accessToken, idToken } = await tokensFor(plan)
  const headers = { authorization: `Bearer ${accessToken}` }
  const address = `${plan.server.issuer}/me`
  const answers: Record<string, unknown>[] = [
    (await party.userinfo(accessToken)).body,
    await got.post(address, { headers }).json(),
    await got.post(address, { form: { access_token: accessToken } }).json(),
  ]
  for (const each of answers) assert.deepEqual(each, answers[0])
  assert.equal(answers[0]?.sub, claimsIn(idToken).sub)
})

test('UserInfo without a token, with two, or in the query: refused, as RFC 6750 3 says', async () => {
  const { accessToken } = await tokensFor(plan)
  const address = `${plan.server.issuer}/me`
  const without = await got(address, { throwHttpErrors: false })
  assert.match(String(without.headers['www-authenticate']), /^Bearer/)
  const twice = { form: { access_token: accessToken }, headers: { authorization: `Bearer ${accessToken}` } }
  assert.equal((await got.post(address, { ...twice, throwHttpErrors: false })).statusCode, 400)
  const inQuery = await got(`${address}?access_token=${accessToken}`, { throwHttpErrors: false })
  assert.ok([400, 401].includes(inQuery.statusCode))
})

const profile =
  'birthdate family_name gender given_name locale middle_name name nickname picture preferred_username profile ' +
  'updated_at website zoneinfo'
const scopes: Readonly<Record<string, string>> = {
  'openid profile': profile,
  'openid email': 'email email_verified',
  'openid address': 'address',
  'openid phone': 'phone_number phone_number_verified',
  'phone address email profile openid': `${profile} address email email_verified phone_number phone_number_verified`,
}

for (const [scope, claims] of Object.entries(scopes)) {
  test(`scope ${scope}: its claims and no others in UserInfo (Core 5.4)`, async () => {
    const { party, accessToken } = await tokensFor(plan, { scope })
    const { body } = await party.userinfo(accessToken)
    assert.deepEqual(Object.keys(body).toSorted(), [...claims.split(' '), 'sub'].toSorted())
  })
}

test('an unknown scope is ignored, and the answer says what was granted (Core 3.1.2.1, RFC 6749 5.1)', async () => {
  const { body } = await tokensFor(plan, { scope: 'openid phone unheard_of' })
  assert.equal(body.scope, 'openid phone')
})

const secret = { client_id: 'op-post', client_secret: 'a client secret that is long enough for tests' }

test('client_secret_basic and client_secret_post, with the right secret only (Core 9, RFC 6749 2.3.1)', async () => {
  const post = plan.party('op-post')
  const redeem = async (form: Request, headers: Request) =>
    post.redeem((await answer(plan, {}, post)).get('code'), form, headers)
  assert.equal((await redeem(secret, {})).status, 200)
  for (const wrong of [{ ...secret, client_secret: 'guessed' }, { client_id: 'op-post' }]) {
    const { status, body } = await redeem(wrong, {})
    assert.deepEqual([status, body.error], [401, 'invalid_client'])
  }
  // One way at a time.
  assert.equal((await redeem(secret, post.credentials)).body.error, 'invalid_request')
  const basic = plan.party()
  assert.equal((await tokensFor(plan, {}, basic)).body.token_type, 'Bearer')
})

test('a code used twice at once: refused, and what the first use brought is worth nothing (RFC 6749 4.1.2)', async () => {
  const party = plan.party()
  const code = (await answer(plan, {}, party)).get('code')
  const first = await party.redeem(code)
  assert.equal(first.status, 200)
  assert.deepEqual(
    [(await party.redeem(code)).status, (await party.redeem(code)).body.error],
    [400, 'invalid_grant'],
  )
  assert.equal((await party.userinfo(String(first.body.access_token))).status, 401)
})

test('a code used twice, the second time later: refused just so (RFC 6749 4.1.2)', async () => {
  const party = plan.party()
  const code = (await answer(plan, {}, party)).get('code')
  const { body } = await party.redeem(code)
  await wait(3000)
  assert.equal((await party.redeem(code)).body.error, 'invalid_grant')
  assert.equal((await party.userinfo(String(body.access_token))).status, 401)
})

test('PKCE: the right verifier only, and never none (RFC 7636 4.6)', async () => {
  const party = plan.party()
  const wrong = 'x'.repeat(43)
  for (const code_verifier of [wrong, undefined, '']) {
    const code = (await answer(plan, {}, party)).get('code')
    const { body } = await party.redeem(code, { code_verifier })
    assert.equal(body.error, 'invalid_grant', String(code_verifier))
  }
  assert.equal((await tokensFor(plan)).body.token_type, 'Bearer')
})

test('refresh: new tokens for the same person and sign-in, without nonce trouble (Core 12.2)', async () => {
  const { party, idToken, refreshToken } = await tokensFor(plan)
  const { status, body } = await party.refresh(refreshToken)
  assert.equal(status, 200)
  const [before, after] = [claimsIn(idToken), (await verify(plan, String(body.id_token))).payload]
  for (const name of ['iss', 'sub', 'aud', 'auth_time', 'acr'])
    assert.deepEqual(after[name], before[name], name)
  assert.ok(Number(after.iat) >= Number(before.iat))
  assert.equal((await party.userinfo(String(body.access_token))).status, 200)
})

test('refresh: a token of one client is nothing in the hands of another (RFC 6749 6)', async () => {
  const { refreshToken } = await tokensFor(plan)
  const { body } = await plan.party('op-rs256').refresh(refreshToken)
  assert.equal(body.error, 'invalid_grant')
})
