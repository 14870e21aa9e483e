import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { complaintsOf, press, provePassword, see, seeHeading, typeCode } from '../browser/person.ts'
import { launchBrowser } from '../support/browser.ts'
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
  const { sub, ...signedIn } = await profileOn(page)
  assert.deepEqual([signedIn.acr, signedIn.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])

  const refreshed = page.waitForResponse((answer) => answer.url() === `${server.issuer}/token`)
  await press(page, 'Renew')
  assert.equal((await refreshed).status(), 200)
  await see(page, 'Signed in as Alice Example')
  const renewed = await profileOn(page)
  assert.deepEqual([renewed.sub, renewed.auth_time], [sub, signedIn.auth_time])

  await press(page, 'Sign out')
  await seeHeading(page, 'Sign out?')
  await press(page, 'Sign out')
  await see(page, 'Signed out')
  await press(page, 'Sign in')
  await seeHeading(page, 'Sign in')
  assert.equal(server.phone.messages.length, 1)
  assert.deepEqual(complaints, [])
})

async function profileOn(page: Page): Promise<Record<string, unknown>> {
  return JSON.parse(await page.locator('pre').innerText())
}
