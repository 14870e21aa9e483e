import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createBrowserClient, formOf, textOf } from '../support/client.ts'
import { answer, freshAnswer, responseIn, testPlan, tokensFor, verify } from '../support/plan.ts'
import { claimsIn, lastPage, proveBoth, type Request } from '../support/relying-party.ts'

const plan = testPlan()

/** What somebody without a session is shown first. */
async function firstPage(request: Request) {
  const browser = createBrowserClient()
  return browser.follow(await browser.get(plan.party().begin(request)))
}

test('response_type missing: an error, at the client or on a page (Core 3.1.2.6)', async () => {
  const response = await answer(plan, { response_type: undefined })
  assert.equal(response.get('error'), 'invalid_request')
  assert.equal(response.get('code'), null)
})

test('no nonce: none in the ID Token (Core 3.1.2.1)', async () => {
  const { idToken } = await tokensFor(plan, { nonce: undefined })
  assert.ok(!('nonce' in (await verify(plan, idToken)).payload))
})

test('state comes back as it was sent, with the issuer beside it (RFC 6749 4.1.2, RFC 9207 2)', async () => {
  const state = 'a b+c%20"<>&=é'
  const response = await answer(plan, { state })
  assert.equal(response.get('state'), state)
  assert.equal(response.get('iss'), plan.server.issuer)
})

for (const display of ['page', 'popup', 'touch', 'wap']) {
  test(`display=${display} shows the sign-in page (Core 3.1.2.1)`, async () => {
    const page = await firstPage({ display })
    assert.equal(page.status, 200)
    assert.ok(formOf(page, 'form.password').names.has('identifier'))
  })
}

test('prompt=login asks somebody who is signed in for both factors, and auth_time moves (Core 3.1.2.1)', async () => {
  const before = claimsIn((await tokensFor(plan)).idToken)
  await wait(1100)
  const browser = await plan.signedIn()
  const party = plan.party()
  const typed = await proveBoth(plan.server, browser, party.begin({ prompt: 'login' }))
  const { body } = await party.redeem(responseIn(await lastPage(browser, typed)).get('code'))
  const after = claimsIn(body.id_token)
  assert.equal(after.sub, before.sub)
  assert.ok(Number(after.auth_time) > Number(before.auth_time))
  assert.deepEqual(after.amr, ['pwd', 'sms', 'mfa'])
})

test('prompt=none without a session: login_required, and no page (Core 3.1.2.6)', async () => {
  const page = await createBrowserClient().get(plan.party().begin({ prompt: 'none' }))
  assert.equal(responseIn(page).get('error'), 'login_required')
  assert.equal(responseIn(page).get('state'), 'xyz')
})

test('prompt=none with a session: the same person and the same auth_time (Core 3.1.2.1)', async () => {
  const first = claimsIn((await tokensFor(plan)).idToken)
  const second = claimsIn((await tokensFor(plan, { prompt: 'none' })).idToken)
  assert.deepEqual([second.sub, second.auth_time], [first.sub, first.auth_time])
})

test('prompt=none beside another value is refused (Core 3.1.2.1)', async () => {
  assert.equal((await answer(plan, { prompt: 'none login' })).get('error'), 'invalid_request')
})

test('max_age=1 after more than a second asks again, and says when (Core 3.1.2.1)', async () => {
  const before = claimsIn((await tokensFor(plan)).idToken)
  await wait(2100)
  const browser = await plan.signedIn()
  const party = plan.party()
  const typed = await proveBoth(plan.server, browser, party.begin({ max_age: '1' }))
  const { body } = await party.redeem(responseIn(await lastPage(browser, typed)).get('code'))
  assert.ok(Number(claimsIn(body.id_token).auth_time) > Number(before.auth_time))
})

test('max_age=10000 is content with the session, and auth_time is in the ID Token (Core 3.1.2.1)', async () => {
  const first = claimsIn((await tokensFor(plan)).idToken)
  const second = claimsIn((await tokensFor(plan, { max_age: '10000' })).idToken)
  assert.equal(second.auth_time, first.auth_time)
})

test('an unknown parameter is ignored (Core 3.1.2.1)', async () => {
  assert.ok((await answer(plan, { extra: 'foobar' })).get('code'))
})

test('id_token_hint with prompt=none: the person it names (Core 3.1.2.1)', async () => {
  const { idToken } = await tokensFor(plan)
  const again = await tokensFor(plan, { prompt: 'none', id_token_hint: idToken })
  assert.equal(claimsIn(again.idToken).sub, claimsIn(idToken).sub)
})

test('login_hint fills in the name (Core 3.1.2.1)', async () => {
  const page = await firstPage({ login_hint: 'alice' })
  assert.equal(formOf(page, 'form.password').fields.identifier, 'alice')
})

test('ui_locales in languages there are none of still shows a page (Core 3.1.2.1)', async () => {
  const page = await firstPage({ ui_locales: 'se de-CH-1996 x-none' })
  assert.equal(page.status, 200)
  assert.match(textOf(page), /Sign in/)
})

test('claims_locales is no reason to fail (Core 5.2)', async () => {
  assert.ok((await answer(plan, { claims_locales: 'se' })).get('code'))
})

for (const [acr, name] of [
  ['urn:latchkey:2fa', 'ours'],
  ['urn:example:bronze 1 2', 'unknown'],
]) {
  test(`acr_values, ${name}: a wish that stops nobody, and acr says what was proved (Core 3.1.2.1)`, async () => {
    const { idToken } = await tokensFor(plan, { acr_values: acr })
    assert.equal(claimsIn(idToken).acr, 'urn:latchkey:2fa')
  })
}

test('an address that is not registered: a page of ours, nothing sent there (Core 3.1.2.1)', async () => {
  const page = await createBrowserClient().get(
    plan.party().begin({ redirect_uri: 'https://app.example/other' }),
  )
  assert.equal(page.status, 400)
  assert.equal(page.location, undefined)
})

test('an authorization request by POST is the same request (Core 3.1.2.1)', async () => {
  const browser = createBrowserClient()
  const party = plan.party()
  const begun = await browser.post(`${plan.server.issuer}/auth`, party.parameters())
  const typed = await proveBoth(plan.server, browser, String(begun.location))
  const { status } = await party.redeem(responseIn(await lastPage(browser, typed)).get('code'))
  assert.equal(status, 200)
})

test('an unsigned request object: request_not_supported (Core 6.1, 3.1.2.6)', async () => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const parameters = { ...plan.party().parameters(), state: 'in the object' }
  for (const request of [
    `${part({ alg: 'none' })}.${part(parameters)}.`,
    `${part({ alg: 'none' })}.${part({ redirect_uri: 'https://evil.example/' })}.`,
  ]) {
    const response = await answer(plan, { request })
    assert.equal(response.get('error'), 'request_not_supported')
    assert.equal(response.get('state'), 'xyz')
  }
})

test('request_uri of a stranger: request_uri_not_supported or invalid, and nothing is fetched (Core 6.2)', async () => {
  const page = await createBrowserClient().get(
    plan.party().begin({ request_uri: 'https://app.example/request' }),
  )
  assert.match(
    page.location?.searchParams.get('error') ?? 'page',
    /^(invalid_request_uri|request_uri_not_supported|page)$/,
  )
})

test('an essential claim that the account has is in UserInfo (Core 5.5)', async () => {
  const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
  const { party, accessToken } = await tokensFor(plan, { scope: 'openid', claims })
  const { body } = await party.userinfo(accessToken)
  assert.deepEqual(Object.keys(body).toSorted(), ['name', 'sub'])
})

test('claims that are nobody’s to give stop nothing (Core 5.5)', async () => {
  const claims = JSON.stringify({ id_token: { unheard_of: { essential: true } }, userinfo: { email: null } })
  const { party, accessToken, idToken } = await tokensFor(plan, { scope: 'openid', claims })
  assert.equal((await party.userinfo(accessToken)).body.email, 'alice@example.com')
  assert.ok(!('unheard_of' in claimsIn(idToken)))
})

test('the answer goes by GET and the query, never into the fragment (OAuth 2.0 Multiple Response Types 2.1)', async () => {
  const browser = await plan.signedIn()
  const { location } = await browser.get(plan.party().begin())
  assert.equal(location?.hash, '')
  assert.ok(location.searchParams.get('code'))
  assert.ok((await freshAnswer(plan)).get('code'))
})
