import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../support/client.ts'
import { type Example, proveBoth, signOut, startExample } from './example.ts'

interface Application {
  /** From the example's home to the first page of Latchkey that wants something. */
  readonly begin: (browser: BrowserClient, home: string) => Promise<Page>
  /** For libraries that sign people out at the provider. */
  readonly signOut?: string
}

const login: Application['begin'] = async (browser, home) =>
  browser.follow(await browser.get(`${home}/login`))

const applications: Readonly<Record<string, Application>> = {
  'openid-client': { begin: login, signOut: '/logout' },
  oauth4webapi: { begin: login },
  'passport-openidconnect': { begin: login },
  'auth-js': {
    async begin(browser, home) {
      const page = await browser.get(`${home}/auth/signin`)
      return browser.follow(await browser.submit(page, '/auth/signin/latchkey'))
    },
  },
  'express-openid-connect': { begin: login, signOut: '/logout' },
}

for (const [name, application] of Object.entries(applications)) {
  test(`${name}: password, then code, and its tokens say both; the next sign-in needs nothing`, async (t) => {
    const begun = Math.floor(Date.now() / 1000)
    const example = await startExample(t, name)
    const browser = createBrowserClient()
    assert.match((await browser.get(`${example.home}/`)).body, />Sign in</)

    const claims = claimsOn(
      example,
      await proveBoth(example, browser, await application.begin(browser, example.home)),
    )
    assert.ok(Number(claims.auth_time) >= begun)

    const again = claimsOn(example, await application.begin(browser, example.home))
    assert.deepEqual([again.sub, again.auth_time], [claims.sub, claims.auth_time])
    assert.equal(example.server.phone.messages.length, 1)

    if (application.signOut !== undefined) await assertSignsOut(example, browser, application.signOut)
  })
}

/** The signed-in page of every example is its claims. */
function claimsOn({ home }: Example, page: Page): Record<string, unknown> {
  assert.equal(page.url.href, `${home}/`, page.body)
  const claims = JSON.parse(page.body)
  assert.deepEqual([claims.acr, claims.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
  assert.match(claims.sub, /./)
  return claims
}

async function assertSignsOut(
  { home, server }: Example,
  browser: BrowserClient,
  path: string,
): Promise<void> {
  const back = await signOut(browser, `${home}${path}`)
  assert.equal(back.url.href, `${home}/`)
  assert.match(back.body, />Sign in</)
  const anew = await login(browser, home)
  assert.equal(anew.url.origin, server.issuer)
  assert.match(textOf(anew), /Password/)
}
