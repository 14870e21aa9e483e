import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { enterAccount, openAccount } from '../support/account.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

let server: TestServer
before(async () => {
  server = await startLatchkey()
})
after(() => server.close())

test('the account pages sign in through the provider, with both factors, and come back to the page that was wanted', async () => {
  const browser = createBrowserClient()
  const page = await enterAccount(server, browser)
  assert.equal(page.status, 200)
  assert.equal(page.url.pathname, '/account')
  assert.match(textOf(page), /Signed in as alice/)
  assert.equal((await browser.get(`${server.issuer}/account`)).status, 200)
})

test('somebody who is signed in elsewhere with both factors just comes in', async () => {
  const browser = createBrowserClient()
  await logIn(server, browser, relyingParty(server).begin())
  assert.match(textOf(await openAccount(server, browser)), /Signed in as alice/)
})

test('a session of one factor is stepped up by the code before anything is shown', async () => {
  const browser = createBrowserClient()
  const basic = relyingParty(server, 'basic')
  await goOn(browser, await provePassword(browser, basic.begin()))
  const sent = server.phone.messages.length
  const start = await openAccount(server, browser)
  assert.match(textOf(start), /Confirm it is you/)
  const asked = await browser.follow(await browser.submit(start, `${start.url.pathname}/sms-otp/start`))
  const typed = await typeCode(browser, asked, await server.phone.code(sent + 1))
  const back = await goOn(browser, typed, (url) => url.pathname.startsWith('/account'))
  assert.match(textOf(await browser.follow(await browser.get(back))), /Signed in as alice/)
})

test('a person without a number, or opted out, comes in with the password', async () => {
  for (const identifier of ['numberless', 'opted-out']) {
    const page = await enterAccount(server, createBrowserClient(), identifier)
    assert.match(textOf(page), new RegExp(`Signed in as ${identifier}`))
  }
})

test('a browser that keeps no cookies is told so, and does not go round', async () => {
  const page = await createBrowserClient().get(`${server.issuer}/account/signed-in?state=&iss=x`)
  assert.equal(page.status, 403)
  assert.match(textOf(page), /keeps no cookies/)
})

test('a cancelled sign-in leads to a page that says so', async () => {
  const browser = createBrowserClient()
  const asked = await openAccount(server, browser)
  const left = await browser.submit(asked, 'form.cancel')
  const back = await goOn(browser, left, (url) => url.pathname.startsWith('/account'))
  const page = await browser.get(back)
  assert.equal(page.status, 403)
  assert.match(textOf(page), /You are not signed in/)
})

test('signing out of the account pages ends the session', async () => {
  const browser = createBrowserClient()
  const page = await enterAccount(server, browser)
  const link = /href="(\/session\/end[^"]*)"/.exec(page.body)?.[1] ?? ''
  const asked = await browser.get(new URL(link.replaceAll('&amp;', '&'), server.issuer))
  const confirm = /<form[^>]*action="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  await browser.follow(await browser.post(confirm, { xsrf, logout: 'yes' }, { from: asked }))
  assert.match(textOf(await openAccount(server, browser)), /Sign in/)
})

test('no page below /account is found where none is', async () => {
  const browser = createBrowserClient()
  await enterAccount(server, browser)
  assert.equal((await browser.get(`${server.issuer}/account/nowhere`)).status, 404)
  assert.equal(
    (await browser.get(`${server.issuer}/account/signed-in?state=//evil.example`)).location?.href,
    `${server.issuer}/account`,
  )
})
