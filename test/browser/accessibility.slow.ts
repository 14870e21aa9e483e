import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { type House, openHouse } from './house.ts'
import { begin, codeFrom, press, provePassword, see, seeHeading, typeCode, wrongCode } from './person.ts'
import { assertUsable } from './usable.ts'

let browser: Browser
let house: House
let page: Page
before(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  page = await (await browser.newContext()).newPage()
})
after(async () => {
  await browser.close()
  await house.close()
})

const check = (name: string) => assertUsable(page, name)

test('every page on the way of a login can be read and used by everybody', async () => {
  await page.goto(house.application)
  await check('the application')
  await begin(page, house)
  await check('sign in')
  await page.getByLabel(/^Username/).fill('alice')
  await page.getByLabel('Password').fill('not it')
  await press(page, 'Continue')
  await see(page, 'is not right')
  await check('sign in, wrong')
  await provePassword(page)
  await check('code')
  const code = await codeFrom(house, 1)
  await typeCode(page, wrongCode(code))
  await see(page, 'is not right')
  await check('code, wrong')
  await typeCode(page, code)
  await seeHeading(page, 'Signed in as Alice Example')
  await check('the application, signed in')
  await press(page, 'Sign out')
  await seeHeading(page, 'Sign out?')
  await check('sign out')
  await page.goto(`${house.issuer}/interaction/gone`)
  await seeHeading(page, 'This sign-in is over')
  await check('login gone')
  await page.goto(house.inbox)
  await check('inbox')
})
