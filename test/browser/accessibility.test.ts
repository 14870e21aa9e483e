import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { type House, openHouse } from './house.ts'
import { begin, codeFrom, press, provePassword, see, seeHeading, typeCode, wrongCode } from './person.ts'

let browser: Browser
let house: House
let page: Page
let axe: string
before(async () => {
  house = await openHouse()
  browser = await launchBrowser()
  page = await (await browser.newContext()).newPage()
  axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
})
after(async () => {
  await browser.close()
  await house.close()
})

const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 390, height: 844 },
] as const

/** Whatever axe knows of, at a desk by day and on a phone by night; and nothing to scroll sideways on the smallest phone. */
async function check(name: string): Promise<void> {
  for (const { colorScheme, ...size } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    const { violations } = await page.evaluate<AxeResults>(`${axe}; axe.run(document)`)
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    assert.deepEqual(found, [], `${name}, ${colorScheme}`)
  }
  await page.setViewportSize({ width: 320, height: 640 })
  const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  assert.ok(beyond <= 0, `${name} is ${beyond} px wider than a small phone`)
}

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
