import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createBrowserClient, formOf, type Page } from '../support/client.ts'
import { password, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

let server: TestServer
before(async () => {
  server = await startLatchkey()
})
after(() => server.close())

const begin = () => relyingParty(server).begin()
const fields = { identifier: 'alice', password }

async function passwordPage() {
  const browser = createBrowserClient()
  return { browser, page: await browser.follow(await browser.get(begin())) }
}

/** A clean page of ours: says something, shows no stack, sets nothing, has our headers. */
function assertCalm(page: Page, status: number): void {
  assert.equal(page.status, status)
  assert.match(page.body, /<html lang="en"/)
  assert.doesNotMatch(page.body, /node_modules|at .*\.ts:\d+/)
  assert.equal(page.headers['x-frame-options'], 'DENY')
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
}

test('a form without its token, or with another login’s, changes nothing', async () => {
  const mine = await passwordPage()
  const theirs = await passwordPage()
  const path = formOf(mine.page, 'form').action
  const foreign = formOf(theirs.page, 'form').fields.form_token ?? ''
  for (const form_token of ['', 'x', foreign]) {
    assertCalm(await mine.browser.post(path, { ...fields, form_token }, { from: mine.page }), 400)
  }
  assertCalm(await mine.browser.post(path, fields, { from: mine.page }), 400)
})

test('the address of one login with the cookie of another is refused', async () => {
  const mine = await passwordPage()
  const theirs = await passwordPage()
  assertCalm(await mine.browser.get(theirs.page.url), 400)
  const own = (await mine.browser.cookies(mine.page.url)).latchkey_login
  assertCalm(await theirs.browser.get(mine.page.url, { headers: { cookie: `latchkey_login=${own}` } }), 400)
})

test('fields that come twice, nested, or as another type are refused and count as nothing', async () => {
  const { browser, page } = await passwordPage()
  const { action, fields: own } = formOf(page, 'form')
  const token = own.form_token ?? ''
  const bodies = [
    { identifier: ['alice', 'bob'], password, form_token: token },
    { identifier: 'alice', 'password[]': password, form_token: token },
    { identifier: 'alice', 'password[$ne]': 'x', form_token: token },
  ]
  for (const body of bodies) assertCalm(await browser.post(action, body, { from: page }), 400)
  const json = { headers: { 'content-type': 'application/json' }, from: page }
  assertCalm(await browser.post(action, JSON.stringify({ ...fields, form_token: token }), json), 400)
})

test('a repeated or nested code never succeeds', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, begin())
  const code = await server.phone.code(sent + 1)
  const { action, fields: own } = formOf(page, `${page.url.pathname}/sms-otp`)
  const form_token = own.form_token ?? ''
  for (const body of [
    { code: [code, code], form_token },
    { 'code[]': code, form_token },
    { 'code[$ne]': '1', form_token },
  ]) {
    const answer = await browser.post(action, body, { from: page })
    assert.equal(answer.status, 400)
  }
  for (const typed of ['', 'abc', '１２', '9'.repeat(10_000), '-1', '1e5']) {
    const answer = await typeCode(browser, page, typed)
    assert.equal(answer.status, 400, typed.slice(0, 10))
  }
  // Malformed ones cost no try: the right one still works.
  assert.match((await typeCode(browser, page, code)).body, /http-equiv="refresh"/)
})

test('a megabyte is refused as too large, broken percent-encoding as what it is', async () => {
  const { browser, page } = await passwordPage()
  const { action } = formOf(page, 'form')
  assertCalm(await browser.post(action, `password=${'x'.repeat(1_000_000)}`, { from: page }), 413)
  assertCalm(await browser.post(action, 'identifier=%zz&password=%', { from: page }), 400)
  for (const path of ['/interaction/%zz', '/interaction/%', '/%c0%af']) {
    const answer = await browser.get(`${server.issuer}${path}`)
    assert.ok(answer.status >= 400 && answer.status < 500, `${path}: ${answer.status}`)
  }
})

test('a form from another site is refused, and one without its cookies says so', async () => {
  const { browser, page } = await passwordPage()
  const { action, fields: own } = formOf(page, 'form')
  const whole = { ...fields, form_token: own.form_token ?? '' }
  const cross = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  assertCalm(await browser.post(action, whole, { from: page, headers: cross }), 403)
  assertCalm(await createBrowserClient().post(action, whole, { from: page }), 400)
})

test('steps cannot be skipped, and empty posts prove nothing', async () => {
  const { browser, page } = await passwordPage()
  const base = page.url.pathname
  const form_token = formOf(page, 'form').fields.form_token ?? ''
  const sent = server.phone.messages.length
  for (const action of ['sms-otp', 'sms-otp/resend', 'sms-otp/start', 'consent']) {
    const answer = await browser.post(
      `${server.issuer}${base}/${action}`,
      { form_token, code: '000000' },
      { from: page },
    )
    assert.equal(answer.status, 303, action)
    assert.equal(answer.location?.pathname, base)
  }
  assertCalm(await browser.post(`${server.issuer}${base}/password`, { form_token }, { from: page }), 400)
  assertCalm(await browser.post(`${server.issuer}${base}/nonsense`, { form_token }, { from: page }), 404)
  assert.equal(server.phone.messages.length, sent)
})

test('an unknown, a wrong and a disabled account get the same answer', async () => {
  const answers = await Promise.all(
    [
      { identifier: 'nobody', password },
      { identifier: 'alice', password: 'wrong' },
      { identifier: 'disabled', password },
      { identifier: 'numberless', password: 'wrong' },
    ].map(async (typed) => {
      const { browser, page } = await passwordPage()
      const answer = await browser.submit(page, 'form', typed)
      const neutral = answer.body
        .replaceAll(typed.identifier, 'NAME')
        .replaceAll(page.url.pathname, 'PATH')
        .replace(/name="form_token" value="[^"]*"/g, '')
      const { date: _date, 'content-length': _length, ...headers } = answer.headers
      return { status: answer.status, body: neutral, headers }
    }),
  )
  const [first, ...others] = answers
  assert.equal(first?.status, 422)
  for (const other of others) assert.deepEqual(other, first)
})

test('a host that is not the issuer’s is answered 421 and named nowhere', async () => {
  const browser = createBrowserClient()
  for (const path of ['/.well-known/openid-configuration', '/auth', '/interaction/x']) {
    const answer = await browser.get(`${server.issuer}${path}`, { headers: { host: 'evil.example' } })
    assert.equal(answer.status, 421, path)
    assert.doesNotMatch(answer.body, /evil\.example/)
  }
  const forwarded = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }
  const discovery = await browser.get(`${server.issuer}/.well-known/openid-configuration`, {
    headers: forwarded,
  })
  assert.doesNotMatch(discovery.body, /evil\.example/)
})

test('unknown addresses and unknown methods end on our own page', async () => {
  const browser = createBrowserClient()
  assertCalm(await browser.get(`${server.issuer}/nowhere`), 404)
  assertCalm(await browser.get(`${server.issuer}/interaction/unknown`), 400)
})

test('a login that is gone leads back to the application it was for', async () => {
  const { browser, page } = await passwordPage()
  const left = await browser.submit(page, `${page.url.pathname}/abort`)
  assert.match(left.body, /http-equiv="refresh"/)
  const gone = await browser.get(`${server.issuer}/interaction/long-gone`)
  assertCalm(gone, 400)
  assert.match(gone.body, /https:\/\/app\.example/)
})
