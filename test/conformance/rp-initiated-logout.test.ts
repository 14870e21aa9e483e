import assert from 'node:assert/strict'
import { test } from 'node:test'
import got from 'got'
import { type BrowserClient, createBrowserClient, formOf, type Page, textOf } from '../support/client.ts'
import { responseIn, testPlan } from '../support/plan.ts'
import { claimsIn, lastPage, proveBoth } from '../support/relying-party.ts'

const plan = testPlan()
const registered = 'https://app.example/'

/** Somebody who signed in just now, and their ID Token. */
async function somebody() {
  const browser = createBrowserClient()
  const party = plan.party()
  const page = await lastPage(browser, await proveBoth(plan.server, browser, party.begin()))
  const { body } = await party.redeem(responseIn(page).get('code'))
  return { browser, idToken: String(body.id_token), refreshToken: String(body.refresh_token), party }
}

function ask(browser: BrowserClient, request: Readonly<Record<string, string>>): Promise<Page> {
  return browser.get(`${plan.server.issuer}/session/end?${new URLSearchParams(request)}`)
}

/** Presses "yes" on the page that asks. */
async function confirm(browser: BrowserClient, asked: Page): Promise<Page> {
  assert.equal(asked.status, 200, textOf(asked))
  const { action, fields } = formOf(asked, 'form')
  return browser.post(action, { ...fields, logout: 'yes' }, { from: asked })
}

async function isSignedIn(browser: BrowserClient): Promise<boolean> {
  return responseIn(await browser.get(plan.party().begin({ prompt: 'none' }))).has('code')
}

test('discovery names the end-session endpoint (RP-Initiated Logout 2.1)', async () => {
  const found = await got(`${plan.server.issuer}/.well-known/openid-configuration`).json<
    Record<string, unknown>
  >()
  assert.equal(found.end_session_endpoint, `${plan.server.issuer}/session/end`)
})

test('hint, address and state: asked first, then back there with the state, and signed out (RP-Initiated Logout 2, 3)', async () => {
  const { browser, idToken, refreshToken, party } = await somebody()
  const request = { id_token_hint: idToken, post_logout_redirect_uri: registered, state: 'out & "away"' }
  const asked = await ask(browser, request)
  assert.ok(await isSignedIn(browser))
  const { location } = await confirm(browser, asked)
  assert.equal(`${location?.origin}${location?.pathname}`, registered)
  assert.equal(location?.searchParams.get('state'), 'out & "away"')
  assert.equal(await isSignedIn(browser), false)
  assert.equal((await party.refresh(refreshToken)).body.error, 'invalid_grant')
})

test('by POST the same (RP-Initiated Logout 2)', async () => {
  const { browser, idToken } = await somebody()
  const form = { id_token_hint: idToken, post_logout_redirect_uri: registered }
  const asked = await browser.follow(await browser.post(`${plan.server.issuer}/session/end`, form))
  assert.equal((await confirm(browser, asked)).location?.href, registered)
})

test('no state: none comes back (RP-Initiated Logout 2)', async () => {
  const { browser, idToken } = await somebody()
  const asked = await ask(browser, { id_token_hint: idToken, post_logout_redirect_uri: registered })
  assert.equal((await confirm(browser, asked)).location?.href, registered)
})

for (const [name, address] of [
  ['that is not registered', 'https://app.example/elsewhere'],
  ['with a query added', `${registered}?foo=bar`],
  ['of somebody else', 'https://evil.example/'],
  ['that is script', 'javascript:alert(1)'],
] as const) {
  test(`an address ${name}: a page of ours, nobody is signed out, nothing leads there (RP-Initiated Logout 3)`, async () => {
    const { browser, idToken } = await somebody()
    const page = await ask(browser, { id_token_hint: idToken, post_logout_redirect_uri: address })
    assert.equal(page.status, 400)
    assert.equal(page.location, undefined)
    assert.ok(!page.body.includes(address))
    assert.ok(await isSignedIn(browser))
  })
}

for (const [name, change] of [
  ['altered', (token: string) => token.replace(/\.[^.]+$/, '.AAAA')],
  ['of nobody', () => 'not a token'],
] as const) {
  test(`a hint that is ${name}: a page of ours, and nobody is signed out (RP-Initiated Logout 4)`, async () => {
    const { browser, idToken } = await somebody()
    const page = await ask(browser, { id_token_hint: change(idToken), post_logout_redirect_uri: registered })
    assert.equal(page.status, 400)
    assert.ok(await isSignedIn(browser))
  })
}

test('no hint: the address alone leads nowhere, and people are asked (RP-Initiated Logout 3)', async () => {
  const { browser } = await somebody()
  const asked = await ask(browser, { post_logout_redirect_uri: registered, state: 'x' })
  const left = await browser.follow(await confirm(browser, asked))
  assert.equal(left.url.origin, plan.server.issuer)
  assert.equal(await isSignedIn(browser), false)
})

for (const [name, request] of [
  ['no parameters', {}],
  ['the state alone', { state: 'x' }],
] as const) {
  test(`${name}: people are asked, and end on a page of ours (RP-Initiated Logout 2)`, async () => {
    const { browser } = await somebody()
    const left = await browser.follow(await confirm(browser, await ask(browser, request)))
    assert.equal(left.url.origin, plan.server.issuer)
    assert.equal(left.status, 200)
    assert.match(textOf(left), /signed out/i)
  })
}

test('hint without an address: asked, and a page of ours (RP-Initiated Logout 2)', async () => {
  const { browser, idToken } = await somebody()
  const left = await browser.follow(await confirm(browser, await ask(browser, { id_token_hint: idToken })))
  assert.equal(left.url.origin, plan.server.issuer)
  assert.equal(await isSignedIn(browser), false)
})

test('client_id beside the hint must be the hint’s (RP-Initiated Logout 2)', async () => {
  const { browser, idToken } = await somebody()
  const wrong = await ask(browser, {
    id_token_hint: idToken,
    client_id: 'basic',
    post_logout_redirect_uri: registered,
  })
  assert.equal(wrong.status, 400)
  const right = await ask(browser, {
    id_token_hint: idToken,
    client_id: 'app',
    post_logout_redirect_uri: registered,
  })
  assert.equal((await confirm(browser, right)).location?.href, registered)
})

test('saying no leaves the person signed in at the other applications (RP-Initiated Logout 2)', async () => {
  const { browser, idToken } = await somebody()
  const asked = await ask(browser, { id_token_hint: idToken })
  const { action, fields } = formOf(asked, 'form')
  await browser.post(action, fields, { from: asked })
  assert.ok(await isSignedIn(browser))
})

test('an unconfirmed POST of a stranger signs nobody out (RP-Initiated Logout 2, 6)', async () => {
  const { browser, idToken } = await somebody()
  await browser.post(`${plan.server.issuer}/session/end/confirm`, { logout: 'yes', xsrf: 'guessed' })
  assert.ok(await isSignedIn(browser))
  assert.equal(claimsIn(idToken).aud, 'app')
})
