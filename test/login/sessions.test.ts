import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type BrowserClient, createBrowserClient, type Page } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import {
  claimsIn,
  goOn,
  lastPage,
  logIn,
  provePassword,
  relyingParty,
  typeCode,
} from '../support/relying-party.ts'

let server: TestServer
before(async () => {
  server = await startLatchkey()
})
after(() => server.close())

const sessionCookie = 'latchkey_session'

/** Whether this browser's session signs it in without a page. */
async function isSignedIn(browser: BrowserClient): Promise<boolean> {
  const silent = await browser.get(relyingParty(server).begin({ prompt: 'none' }))
  return silent.location?.searchParams.has('code') ?? false
}

/** The same browser with one cookie said differently, signature and all. */
async function withSession(
  browser: BrowserClient,
  change: (value: string) => string,
): Promise<BrowserClient> {
  const changed = await browser.copy()
  const cookies = await changed.cookies(server.issuer)
  const value = cookies[sessionCookie] ?? ''
  await changed.jar.setCookie(`${sessionCookie}=${change(value)}; Path=/`, server.issuer)
  return changed
}

test('each sign-in makes a new session id, and the old cookie opens nothing any more', async () => {
  const browser = createBrowserClient()
  await logIn(server, browser, relyingParty(server).begin())
  const before = await browser.copy()
  assert.ok(await isSignedIn(before))
  const idBefore = (await browser.cookies(server.issuer))[sessionCookie]
  await logIn(server, browser, relyingParty(server).begin({ prompt: 'login' }))
  assert.notEqual((await browser.cookies(server.issuer))[sessionCookie], idBefore)
  assert.ok(await isSignedIn(browser))
  assert.equal(await isSignedIn(before), false)
})

test('a session cookie that was cut, padded or changed in case is refused', async () => {
  const browser = createBrowserClient()
  await logIn(server, browser, relyingParty(server).begin())
  const changes = [
    (value: string) => value.slice(0, -1),
    (value: string) => `${value}A`,
    (value: string) => `${value}=`,
    (value: string) => value.toLowerCase(),
    (value: string) => encodeURIComponent(` ${value}`),
  ]
  for (const change of changes) assert.equal(await isSignedIn(await withSession(browser, change)), false)
  assert.ok(await isSignedIn(browser))
})

test('an access token that was cut, padded or changed in case is refused', async () => {
  const party = relyingParty(server)
  const callback = await logIn(server, createBrowserClient(), party.begin())
  const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
  const token = String(body.access_token)
  for (const changed of [token.slice(0, -1), `${token}A`, `${token}=`, token.toLowerCase()]) {
    assert.equal((await party.userinfo(changed)).status, 401)
  }
  assert.equal((await party.userinfo(token)).status, 200)
})

test('prompt=login and max_age=0 ask for both factors again', async () => {
  for (const request of [{ prompt: 'login' }, { max_age: '0' }]) {
    const browser = createBrowserClient()
    const party = relyingParty(server)
    await logIn(server, browser, party.begin())
    const sent = server.phone.messages.length
    const callback = await logIn(server, browser, party.begin(request))
    assert.equal(server.phone.messages.length, sent + 1)
    const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
    assert.deepEqual(claimsIn(body.id_token).amr, ['pwd', 'sms', 'mfa'])
  }
})

test('a client of one factor that asks for two gets two', async () => {
  const party = relyingParty(server, 'basic')
  const callback = await logIn(server, createBrowserClient(), party.begin({ acr_values: 'urn:latchkey:2fa' }))
  const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
  assert.equal(claimsIn(body.id_token).acr, 'urn:latchkey:2fa')
})

test('prompt=none shows nothing and sends nothing, whatever is missing', async () => {
  const browser = createBrowserClient()
  await goOn(browser, await provePassword(browser, relyingParty(server, 'basic').begin()))
  const sent = server.phone.messages.length
  for (const who of [browser, createBrowserClient()]) {
    const silent = await who.get(relyingParty(server).begin({ prompt: 'none' }))
    assert.equal(silent.location?.searchParams.get('error'), 'login_required')
  }
  assert.equal(server.phone.messages.length, sent)
})

test('giving up a step-up leaves the session as it was', async () => {
  const browser = createBrowserClient()
  const basic = relyingParty(server, 'basic')
  await goOn(browser, await provePassword(browser, basic.begin()))
  const start = await browser.follow(await browser.get(relyingParty(server).begin()))
  const left = await goOn(browser, await browser.submit(start, `${start.url.pathname}/abort`))
  assert.equal(left.searchParams.get('error'), 'access_denied')
  const silent = await browser.get(basic.begin({ prompt: 'none' }))
  assert.ok(silent.location?.searchParams.get('code'))
})

test('a consent page stands between a third party and what it asks for', async () => {
  const browser = createBrowserClient()
  const party = relyingParty(server, 'third-party')
  const asked = await provePassword(browser, party.begin())
  const typed = await typeCode(browser, asked, await server.phone.code())
  const consent = await lastPage(browser, typed)
  assert.equal(consent.status, 200)
  assert.match(consent.body, /Test application/)
  const callback = await goOn(browser, await browser.submit(consent, `${consent.url.pathname}/consent`))
  const { status } = await party.redeem(callback.searchParams.get('code') ?? '')
  assert.equal(status, 200)
})

test('every answer carries the security headers, errors and redirects included', async () => {
  const browser = createBrowserClient()
  const paths = [
    '/.well-known/openid-configuration',
    '/jwks',
    '/auth',
    '/auth?client_id=nobody',
    '/interaction/x',
    '/nowhere',
    '/session/end',
    '/token',
    '/me',
  ]
  const answers = await Promise.all(paths.map((path) => browser.get(`${server.issuer}${path}`)))
  answers.push(await browser.get(relyingParty(server).begin()))
  for (const { url, headers } of answers) {
    assert.equal(headers['x-content-type-options'], 'nosniff', url.pathname)
    assert.equal(headers['x-frame-options'], 'DENY', url.pathname)
    assert.equal(headers['referrer-policy'], 'no-referrer', url.pathname)
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', url.pathname)
    assert.match(String(headers['cache-control']), /no-store/, url.pathname)
    assert.match(
      String(headers['content-security-policy']),
      /script-src 'self'.*base-uri 'none'/,
      url.pathname,
    )
    assert.equal(headers['x-powered-by'], undefined)
  }
})

test('every cookie is HttpOnly and SameSite, and none has a Domain', async () => {
  const browser = createBrowserClient()
  const seen = new Map<string, string>()
  const note = (page: Page) => {
    for (const line of [page.headers['set-cookie'] ?? []].flat()) seen.set(line.split('=')[0] ?? '', line)
    return page
  }
  const first = note(await browser.get(relyingParty(server).begin()))
  const asked = note(await browser.get(first.location ?? ''))
  const sent = server.phone.messages.length
  const typed = note(
    await browser.submit(asked, 'form', { identifier: 'alice', password: 'a password for tests only' }),
  )
  const page = note(await browser.get(typed.location ?? ''))
  const last = await typeCode(browser, page, await server.phone.code(sent + 1))
  const next = /url=([^"]+)"/.exec(last.body)?.[1] ?? ''
  note(await browser.get(new URL(next, last.url)))
  assert.ok(seen.has(sessionCookie) && seen.has('latchkey_browser') && seen.has('latchkey_login'))
  for (const line of seen.values()) {
    assert.match(line, /httponly/i)
    assert.match(line, /samesite=lax/i)
    assert.doesNotMatch(line, /domain=/i)
  }
})
