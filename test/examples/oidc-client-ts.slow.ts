import assert from 'node:assert/strict'
import { test } from 'node:test'
import { complaintsOf, press, provePassword, see, seeHeading, typeCode } from '../browser/person.ts'
import { launchBrowser } from '../support/browser.ts'
import { claimsIn } from '../support/relying-party.ts'
import { startExample } from './example.ts'

test('oidc-client-ts in Chromium: password, then code, renewed and signed out, with nothing but CORS', async (t) => {
  const { server, home } = await startExample(t, 'oidc-client-ts')
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const context = await browser.newContext()
  const complaints = complaintsOf(context)
  const page = await context.newPage()

  await page.goto(home)
  await press(page, 'Sign in')
  await seeHeading(page, 'Sign in')
  await provePassword(page)
  await typeCode(page, await server.phone.code())
  await see(page, 'Signed in as Alice Example')
  assert.equal(page.url(), `${home}/`)
  const signedIn = JSON.parse(await page.locator('pre').innerText())
  assert.deepEqual([signedIn.acr, signedIn.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])

  const refreshed = page.waitForResponse((answer) => answer.url() === `${server.issuer}/token`)
  await press(page, 'Renew')
  const renewed = claimsIn((await (await refreshed).json()).id_token)
  assert.deepEqual([renewed.sub, renewed.amr], [signedIn.sub, signedIn.amr])
  assert.equal(renewed.auth_time, signedIn.auth_time)
  await see(page, 'Signed in as Alice Example')

  await press(page, 'Sign out')
  await seeHeading(page, 'Sign out?')
  await press(page, 'Sign out')
  await see(page, 'Signed out')
  await press(page, 'Sign in')
  await seeHeading(page, 'Sign in')
  assert.equal(server.phone.messages.length, 1)
  assert.deepEqual(complaints, [])
})
