import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { account, knowingNumbers } from '../../scripts/screenshots/account.ts'
import type { Camera } from '../../scripts/screenshots/camera.ts'
import { people, remembering } from '../../scripts/screenshots/people.ts'
import { launchBrowser } from '../support/browser.ts'
import { type House, openHouse } from './house.ts'
import { begin, press, provePassword, seeHeading } from './person.ts'
import { assertUsable } from './usable.ts'
import { signedIn } from './visitor.ts'

let browser: Browser
before(async () => {
  browser = await launchBrowser()
})
after(() => browser.close())

/** A walk that takes the pictures, with something else to do at each page. */
async function walk(
  way: (page: Page, house: House, camera: Camera) => Promise<unknown>,
  javaScriptEnabled: boolean,
  look: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const house = await openHouse({ change: (settings) => knowingNumbers(remembering(settings)) })
  const context = await browser.newContext({ javaScriptEnabled })
  const seen: string[] = []
  const shoot = async (page: Page, name: string) => {
    seen.push(name)
    await look(page, name)
  }
  try {
    await way(await context.newPage(), house, { shoot, album: () => '' })
  } finally {
    await context.close()
    await house.close()
  }
  assert.ok(seen.length >= 8, seen.join())
}

/** The walk past number, backup codes and the code turned off and on; then a sign-in with one of the codes made there. */
async function accountAndIn(page: Page, house: House, camera: Camera): Promise<void> {
  const [code = ''] = await account(page, house, camera)
  await page.context().clearCookies()
  await begin(page, house)
  await provePassword(page)
  await page.getByRole('link', { name: 'Use a backup code instead' }).click()
  await page.getByLabel('Backup code').fill(code)
  await press(page, 'Continue')
  await seeHeading(page, signedIn)
}

test('password, sign-ins, remembered browsers and activity need no script', async () => {
  await walk(people, false, async () => {})
})

test('password, sign-ins, remembered browsers and activity can be read and used by everybody', async () => {
  await walk(people, true, assertUsable)
})

test('number, backup codes and the code turned off and on need no script, and show no button that does', async () => {
  await walk(accountAndIn, false, async (page, name) => {
    assert.equal(await tools(page).count(), 0, name)
  })
})

test('number, backup codes and the code turned off and on can be read and used by everybody', async () => {
  await walk(accountAndIn, true, async (page, name) => {
    await assertUsable(page, name)
    assert.equal(await tools(page).count(), name === 'account-backup-codes-made' ? 2 : 0, name)
  })
})

/** What only a script can do, as far as people see it. */
function tools(page: Page) {
  return page.getByRole('button', { name: /^(Print|Copy)$/ })
}
