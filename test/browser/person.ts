import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { password } from '../support/latchkey.ts'
import { codeIn } from '../support/phone.ts'
import type { House } from './house.ts'

/** Waits until the page says it, and fails with what it waited for. */
export async function see(page: Page, text: string | RegExp): Promise<void> {
  await appear(page, page.getByText(text).first())
}

/** The page's heading, once it is this one. */
export async function seeHeading(page: Page, name: string | RegExp): Promise<void> {
  await appear(page, page.getByRole('heading', { level: 1, name, exact: true }))
}

async function appear(page: Page, wanted: Locator): Promise<void> {
  try {
    await wanted.waitFor({ timeout: 8000 })
  } catch (cause) {
    const text = (await page.locator('body').innerText()).slice(0, 300)
    throw new Error(`${wanted} is not at ${page.url()}, which says: ${text}`, { cause })
  }
}

/** Presses a button by what is written on it. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
}

/** Where the application's button leads: the provider's first page. */
export async function begin(page: Page, house: House): Promise<void> {
  await page.goto(`${house.application}/login`)
  await seeHeading(page, 'Sign in')
}

/** Types name and password, and waits for the page that asks for the code. */
export async function provePassword(page: Page, identifier = 'alice'): Promise<void> {
  await page.getByLabel(/^Username/).fill(identifier)
  await page.getByLabel('Password').fill(password)
  await press(page, 'Continue')
  await seeHeading(page, 'Enter your code')
}

/** Types a code and sends it. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel(/code$/).fill(code)
  await press(page, 'Continue')
}

/** The newest message's code, once the phone got `count` messages; fails at once when it got more. */
export async function codeFrom(house: House, count: number): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const messages = await house.messages()
    if (messages.length >= count) {
      assert.equal(messages.length, count, 'messages sent')
      return codeIn(messages[0]?.text ?? '')
    }
    await wait(20)
  }
  throw new Error(`${(await house.messages()).length} of ${count} messages arrived`)
}

/** Some code of the same length that is not the right one. */
export function wrongCode(right: string): string {
  return right.replace(/^./, (digit) => String((Number(digit) + 1) % 10))
}

/** Chromium says so of every page on http that is not this machine's own name; the header is meant for https. */
const onlyForHttps = /^The Cross-Origin-Opener-Policy header has been ignored/

/**
 * Collects everything the browser complains about in any page of the context: scripts that fail, blocked by the
 * content security policy or not, and files that are missing. That a page came with a 4xx status is no complaint.
 */
export function complaintsOf(context: BrowserContext): readonly string[] {
  const complaints: string[] = []
  context.on('weberror', (error) => complaints.push(String(error.error())))
  context.on('console', (message) => {
    const { url } = message.location()
    const text = message.text()
    const isPage = /status of 4\d\d/.test(text) && !/\/assets\/|favicon/.test(url)
    const isNoise = isPage || onlyForHttps.test(text)
    if (['error', 'warning'].includes(message.type()) && !isNoise) complaints.push(`${text} (${url})`)
  })
  return complaints
}
