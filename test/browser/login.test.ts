import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { alice } from '../support/latchkey.ts'
import { type House, openHouse } from './house.ts'
import { begin, complaintsOf, press, provePassword, see, seeHeading, typeCode } from './person.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

for (const javaScriptEnabled of [true, false]) {
  describe(`with JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, () => {
    let house: House
    let context: BrowserContext
    let page: Page
    let phone: Page
    let complaints: readonly string[]
    before(async () => {
      house = await openHouse()
      context = await browser.newContext({ javaScriptEnabled })
      complaints = complaintsOf(context)
      phone = await context.newPage()
      await phone.goto(house.inbox)
      page = await context.newPage()
    })
    after(async () => {
      await context.close()
      await house.close()
    })

    test('a person signs in at the application with password and code, and the tokens say so', async () => {
      await page.goto(house.application)
      await press(page, 'Sign in')
      await seeHeading(page, 'Sign in')
      await provePassword(page)
      await typeCode(page, await codeOnPhone(phone, 1))
      await seeHeading(page, 'Signed in as Alice Example')
      assert.equal(new URL(page.url()).origin, house.application)
      assert.equal(await claim(page, 'acr'), 'urn:latchkey:2fa')
      assert.deepEqual(JSON.parse(await claim(page, 'amr')), ['pwd', 'sms', 'mfa'])
      assert.equal(await claim(page, 'phone_number'), alice.number)
    })

    test('a second sign-in at the application needs nothing typed', async () => {
      await page.goto(`${house.application}/login`)
      await seeHeading(page, 'Signed in as Alice Example')
      assert.equal((await house.messages()).length, 1)
    })

    test('the application asks for a fresh second factor and gets one', async () => {
      const before = Number(await claim(page, 'auth_time'))
      await press(page, 'Ask for a fresh second factor')
      await seeHeading(page, 'Sign in')
      await provePassword(page)
      await typeCode(page, await codeOnPhone(phone, 2))
      await seeHeading(page, 'Signed in as Alice Example')
      assert.deepEqual(JSON.parse(await claim(page, 'amr')), ['pwd', 'sms', 'mfa'])
      assert.ok(Number(await claim(page, 'auth_time')) >= before)
    })

    test('signing out asks first, goes back to the application, and the next sign-in starts anew', async () => {
      await press(page, 'Sign out')
      await seeHeading(page, 'Sign out?')
      await press(page, 'Sign out')
      await seeHeading(page, 'Demo application')
      assert.equal(page.url(), `${house.application}/`)
      await begin(page, house)
    })

    test('the browser had nothing to complain about', () => {
      assert.deepEqual(complaints, [])
    })
  })
}

/** Reads the newest code off the phone's screen, which renews itself. */
async function codeOnPhone(phone: Page, count: number): Promise<string> {
  await phone.locator(`#messages > li:nth-child(${count})`).waitFor({ timeout: 10_000 })
  const text = (await phone.locator('.bubble').first().textContent()) ?? ''
  assert.match(text, /^@localhost #\d{6}$/m)
  return /#(\d{6})\s*$/.exec(text)?.[1] ?? ''
}

/** A claim as the application's page shows it. */
async function claim(page: Page, name: string): Promise<string> {
  await see(page, 'ID Token')
  const value = page.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('+ dd')
  return (await value.first().textContent()) ?? ''
}
