import type { Page } from 'playwright-core'
import type { Settings } from '../../src/config/settings.ts'
import type { House } from '../../test/browser/house.ts'
import {
  begin,
  codeFrom,
  press,
  provePassword,
  see,
  seeHeading,
  typeCode,
} from '../../test/browser/person.ts'
import { password } from '../../test/support/latchkey.ts'
import type { Camera } from './camera.ts'

/** A house in which browsers can be remembered, and whose application accepts them. */
export function remembering(settings: Settings): Settings {
  return {
    ...settings,
    sessions: { ...settings.sessions, rememberBrowserDays: 30 },
    clients: settings.clients.map((client) => ({ ...client, acceptRememberedBrowser: true })),
  }
}

/** One's own account: browsers, sign-ins, password, and what happened. */
export async function people(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await provePassword(page)
  await shoot(page, 'code-remember', 'Enter the code: with the box that remembers this browser', 'dark')
  await page.getByLabel(/Do not ask for a code/).check()
  await typeCode(page, await codeFrom(house, 1))
  await seeHeading(page, 'Signed in as Alice Example')
  // The notice that a browser is remembered.
  await codeFrom(house, 2).catch(() => {})
  await signInElsewhere(page, house)
  await page.goto(`${house.issuer}/account/browsers`)
  await shoot(page, 'account-browsers', 'Remembered browsers')
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 4))
  await seeHeading(page, 'Remembered browsers')
  await page.getByRole('textbox', { name: 'Name' }).fill('Kitchen table')
  await shoot(page, 'account-browsers-proved', 'Remembered browsers: named and forgotten', 'dark')
  await press(page, 'Save the name')
  await see(page, 'The name was saved')
  await page.goto(`${house.issuer}/account/sessions`)
  await shoot(page, 'account-sessions', 'Where one is signed in', 'dark')
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 5))
  await seeHeading(page, 'Sign-ins')
  await shoot(page, 'account-sessions-proved', 'Where one is signed in, to be ended', 'dark')
  await press(page, 'End all but this one')
  await see(page, 'All other sign-ins are over')
  await page.goto(`${house.issuer}/account/password`)
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 6))
  await page.getByLabel('Password you have now').fill(password)
  await page.getByLabel('New password').fill('password123')
  await press(page, 'Change the password')
  await see(page, 'Many people have that password')
  await shoot(page, 'account-password', 'The password: a poor one', 'dark')
  await page.getByLabel('Password you have now').fill(password)
  await page.getByLabel('New password').fill('four odd words beside a lake')
  await press(page, 'Change the password')
  await see(page, 'Your password was changed')
  await shoot(page, 'account-password-changed', 'The password, changed')
  await page.goto(`${house.issuer}/account/activity`)
  await shoot(page, 'account-activity', 'What happened lately', 'dark')
}

/** Another browser that signs in to the same account. */
async function signInElsewhere(page: Page, house: House): Promise<void> {
  const context = await page.context().browser()?.newContext()
  const other = await context?.newPage()
  if (other === undefined) return
  await begin(other, house)
  await provePassword(other)
  await typeCode(other, await codeFrom(house, 3))
  await seeHeading(other, 'Signed in as Alice Example')
  await context?.close()
}
