import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { createBrowserClient, type Page } from '../support/client.ts'
import { testPlan } from '../support/plan.ts'
import { provePassword } from '../support/relying-party.ts'

const texts = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  `</title><img src=x onerror=alert(1)>`,
  `{{ 7 | times: 191 }}{% raw %}$t(password.title)`,
  `javascript:alert(1)`,
  `\u202Eevil\u0000\r\nSet-Cookie: a=b`,
  `<!--`,
]

const hostile = `<b>"'&amp;{{1}}`
const plan = testPlan([
  {
    metadata: {
      client_id: 'crooked',
      client_name: hostile,
      client_uri: 'https://crooked.example/"><script>alert(1)</script>',
      policy_uri: "https://crooked.example/'onclick='x",
    },
    firstParty: false,
  },
])

/** No element or attribute that we did not write, no script but ours, nothing computed from what was sent. */
function assertHarmless(page: Page, what: string): void {
  const root = parse(page.body)
  for (const script of root.querySelectorAll('script')) {
    assert.match(script.getAttribute('src') ?? '', /^\/assets\//, what)
  }
  assert.equal(root.querySelectorAll('img[src=x], [onmouseover], [onerror], [onclick], b').length, 0, what)
  for (const link of root.querySelectorAll('a[href]')) {
    assert.match(link.getAttribute('href') ?? '', /^(\/|https?:)/, what)
  }
  assert.doesNotMatch(page.body, /1337/, what)
  assert.ok(![page.headers['set-cookie'] ?? []].flat().some((line) => /^a=b/.test(line)), what)
}

for (const name of ['login_hint', 'ui_locales', 'state', 'nonce', 'display', 'claims_locales', 'unknown']) {
  test(`hostile text in ${name} stays text on the pages of a sign-in, or is refused (SES-08)`, async () => {
    for (const value of texts) {
      const browser = createBrowserClient()
      const page = await browser.follow(
        await browser.get(plan.party().begin({ [name]: value })),
        (url) => url.host === 'app.example',
      )
      if (page.location === undefined) assertHarmless(page, `${name}=${value}`)
      else assert.equal(page.location.searchParams.get('error'), 'invalid_request')
    }
  })
}

test('hostile text in what ends in an error is not on its page (SES-08)', async () => {
  for (const value of texts) {
    const query = new URLSearchParams({
      error: value,
      error_description: value,
      client_id: value,
      state: value,
    })
    for (const path of [
      '/auth',
      '/session/end',
      '/session/end/success',
      '/nowhere',
      `/interaction/${encodeURIComponent(value)}`,
    ]) {
      const page = await createBrowserClient().get(`${plan.server.issuer}${path}?${query}`)
      assertHarmless(page, `${path} ${value}`)
      assert.ok(!page.body.includes(value.slice(0, 12)), `${path} ${value}`)
    }
  }
})

test('what is typed comes back as text: names and codes (SES-08)', async () => {
  for (const value of texts) {
    const browser = createBrowserClient()
    const asked = await browser.follow(await browser.get(plan.party().begin()))
    const answered = await browser.submit(asked, 'form', { identifier: value, password: 'x' })
    assertHarmless(answered, value)
  }
  const browser = createBrowserClient()
  const page = await provePassword(browser, plan.party().begin())
  for (const code of texts) {
    assertHarmless(await browser.submit(page, `${page.url.pathname}/sms-otp`, { code }), code)
  }
})

test('a client’s own name and addresses come out as text and as https links (SES-08)', async () => {
  const browser = createBrowserClient()
  const asked = await browser.follow(await browser.get(plan.party('crooked').begin()))
  assertHarmless(asked, 'sign-in')
  const signedIn = await plan.signedIn()
  const ended = await signedIn.get(`${plan.server.issuer}/session/end?client_id=crooked`)
  assert.match(ended.body, /&lt;b&gt;/)
  assertHarmless(ended, 'sign-out')
})

test('hostile text in the parameters of a sign-out leads nowhere and is not on the page (OIDC-09)', async () => {
  const browser = await plan.signedIn()
  for (const name of [
    'state',
    'post_logout_redirect_uri',
    'ui_locales',
    'logout_hint',
    'id_token_hint',
    'client_id',
  ]) {
    for (const value of texts) {
      const query = new URLSearchParams({ client_id: 'app', [name]: value })
      const page = await browser.get(`${plan.server.issuer}/session/end?${query}`)
      assert.equal(page.location, undefined)
      assertHarmless(page, `${name}=${value}`)
      assert.ok(!page.body.includes(value.slice(0, 12)), `${name}=${value}`)
    }
  }
})
