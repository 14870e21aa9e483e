import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { readBranding } from '../../src/config/branding/index.ts'
import { Report } from '../../src/config/report.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { House } from '../../test/browser/house.ts'
import { codeFrom, see, seeHeading } from '../../test/browser/person.ts'
import { password } from '../../test/support/latchkey.ts'
import type { Camera } from './camera.ts'

/** A sign-in from right to left. */
export async function arabic(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await page.setExtraHTTPHeaders({ 'accept-language': 'ar' })
  await page.goto(`${house.application}/login`)
  await seeHeading(page, 'تسجيل الدخول')
  await shoot(page, 'sign-in-arabic', 'Sign in, in Arabic')
  await page.locator('#identifier').fill('alice')
  await page.locator('#password').fill(password)
  await page.locator('form.password button').click()
  await codeFrom(house, 1)
  await page.locator('#code').waitFor()
  await shoot(page, 'code-arabic', 'Enter the code, in Arabic', 'dark')
}

/** What `docs/branding` makes of a house. */
export async function branded(): Promise<(settings: Settings) => Settings> {
  const folder = new URL('../../docs/branding', import.meta.url)
  const branding = await readBranding(fileURLToPath(folder), new Report())
  if (branding === undefined) throw new Error(`${folder} is not there`)
  return (settings) => ({ ...settings, application: { name: 'Harbour Library' }, branding })
}

export async function brandedLogin(page: Page, house: House, { shoot }: Camera): Promise<void> {
  await page.goto(`${house.application}/login`)
  await see(page, 'Lost your card?')
  await shoot(
    page,
    'sign-in-branded',
    'Sign in, with a logo, colours, texts and a template of the house’s own',
    'dark',
  )
}
