import type { Page } from 'playwright-core'
import type { Settings } from '../../src/config/settings.ts'
import type { House } from '../../test/browser/house.ts'
import { begin, codeFrom, press, provePassword, seeHeading, typeCode } from '../../test/browser/person.ts'
import { giveBackupCodes } from '../../test/support/backup.ts'
import { password } from '../../test/support/latchkey.ts'
import type { Camera } from './camera.ts'

const codes = ['7KQ2M-XW4TP', 'B3NZA-29HRD', 'QP6TY-E8KMW', 'ZD4HC-7VJ2X']

/** The other second factor, from the code page to the warning that few are left. */
export async function backupCodes(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await giveBackupCodes(house.server, 'alice', { codes })
  await begin(page, house)
  await provePassword(page)
  await codeFrom(house, 1)
  await shoot(page, 'code-or-backup', 'Enter the code, or use a backup code', 'dark')
  await page.getByRole('link', { name: 'Use a backup code instead' }).click()
  await seeHeading(page, 'Use a backup code')
  await shoot(page, 'backup-code', 'Use a backup code', 'dark')
  await page.getByLabel('Backup code').fill('AAAAA-22222')
  await press(page, 'Continue')
  await page.getByRole('alert').waitFor()
  await shoot(page, 'backup-code-wrong', 'Use a backup code: wrong', 'dark')
  await page.getByLabel('Backup code').fill(codes[0] ?? '')
  await press(page, 'Continue')
  await seeHeading(page, '3 backup codes left')
  await shoot(page, 'backup-codes-left', 'Few backup codes are left', 'dark')
}

/** Whoever has no number gets one at the first login. */
export async function enrolment(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await begin(page, house)
  await page.getByLabel(/^Username/).fill('numberless')
  await page.getByLabel('Password').fill(password)
  await press(page, 'Continue')
  await seeHeading(page, 'Your mobile number')
  await shoot(page, 'enrolment', 'A first mobile number', 'dark')
  await page.getByLabel('Mobile number').fill('+44 7400 123456')
  await press(page, 'Send me a code')
  await page.getByRole('alert').waitFor()
  await shoot(page, 'enrolment-refused', 'A first mobile number: refused', 'dark')
  await page.getByLabel('Mobile number').fill('077 888 8890')
  await press(page, 'Send me a code')
  await seeHeading(page, 'Enter your code')
  await shoot(page, 'enrolment-code', 'Enter the code: to a number that is being enrolled', 'dark')
  await typeCode(page, await codeFrom(house, 1))
  await page.getByRole('alert').waitFor()
  await shoot(page, 'enrolment-taken', 'A first mobile number: somebody else has it', 'dark')
}

/** Numbers are enrolled at the first login, and the one above is taken. */
export function enrolling(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const owner = { username: 'owner', password_hash, number: '+94778888890', number_verified: true }
  const users = [...settings.users.filter(({ username }) => username !== 'disabled'), owner]
  return { ...settings, users, account: { ...settings.account, capture: 'trust-first-login' } }
}
