import type { Page } from 'playwright-core'
import type { Settings } from '../../src/config/settings.ts'
import type { House } from '../../test/browser/house.ts'
import { codeFrom, press, provePassword, see, seeHeading, typeCode } from '../../test/browser/person.ts'
import { password } from '../../test/support/latchkey.ts'
import type { Camera } from './camera.ts'

/** A house whose application knows people by their number. */
export function knowingNumbers(settings: Settings): Settings {
  const subject = { claim: 'mobile', numberFormat: 'digits' } as const
  return { ...settings, clients: settings.clients.map((client) => ({ ...client, subject })) }
}

/**
 * One's own account: the number changed, backup codes made, the code turned off and on.
 *
 * @returns the backup codes that are left
 */
export async function account(page: Page, house: House, camera: Camera): Promise<readonly string[]> {
  const { shoot } = camera
  await page.goto(`${house.issuer}/account`)
  await provePassword(page)
  await typeCode(page, await codeFrom(house, 1))
  await seeHeading(page, 'Your account')
  await shoot(page, 'account', 'One’s own account', 'dark')
  await page.getByRole('link', { name: 'Mobile number' }).first().click()
  await seeHeading(page, 'Mobile number')
  await shoot(page, 'account-number', 'The mobile number', 'dark')
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 2))
  await page.getByLabel('New mobile number').fill('077 88')
  await press(page, 'Send a code to it')
  await see(page, 'too short')
  await shoot(page, 'account-number-wrong', 'The mobile number: mistyped', 'dark')
  await page.getByLabel('New mobile number').fill('077 888 8000')
  await press(page, 'Send a code to it')
  await seeHeading(page, 'Enter your code')
  await shoot(page, 'account-number-code', 'The code to the new number')
  await typeCode(page, await codeFrom(house, 3))
  await see(page, 'was changed')
  await shoot(page, 'account-number-changed', 'The mobile number, changed')
  // The old number is told, which is one message more.
  await codeFrom(house, 4)
  await page.goto(`${house.issuer}/account/backup-codes`)
  await shoot(page, 'account-backup-codes', 'Backup codes')
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 5))
  await press(page, 'Make ten new codes')
  await seeHeading(page, 'Your new backup codes')
  await shoot(page, 'account-backup-codes-made', 'Backup codes, shown once', 'dark')
  const codes = await page.locator('.codes code').allInnerTexts()
  // The notice of new codes.
  await codeFrom(house, 6)
  await offAndOn(page, house, camera, codes)
  await page.goto(`${house.issuer}/account/link/nobody.nothing`)
  await shoot(page, 'account-link-over', 'A one-time link that is over')
  return codes.slice(1)
}

/** The code turned off with a backup code, and on again. */
async function offAndOn(
  page: Page,
  house: House,
  { shoot }: Camera,
  [code = '']: readonly string[],
): Promise<void> {
  await page.goto(`${house.issuer}/account/sms-code`)
  await shoot(page, 'account-sms-code', 'The code at sign-in, turned off by oneself', 'dark')
  await page.getByRole('link', { name: 'Use a backup code instead' }).click()
  await seeHeading(page, 'Confirm it is you')
  await shoot(page, 'account-prove-backup-code', 'A change confirmed with a backup code')
  await page.getByLabel('Backup code').fill(code)
  await press(page, 'Continue')
  await press(page, 'Turn the code off')
  await see(page, 'The code is turned off')
  await shoot(page, 'account-sms-code-off', 'The code at sign-in, turned off', 'dark')
  // The notices of the backup code and of the change.
  await codeFrom(house, 8)
  await press(page, 'Continue')
  await page.getByLabel('Password').fill(password)
  await shoot(page, 'account-prove-password', 'A change confirmed with the password, then with a code')
  await press(page, 'Continue')
  await press(page, 'Send me a code')
  await typeCode(page, await codeFrom(house, 9))
  await press(page, 'Turn the code on')
  await see(page, 'The code is turned on')
  await codeFrom(house, 10)
}
