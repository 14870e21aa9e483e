import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach } from 'node:test'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { type House, openHouse } from './house.ts'
import { begin, codeFrom, complaintsOf, provePassword } from './person.ts'

/** Somebody with a browser of their own in front of the demo. */
export interface Visitor {
  readonly house: House
  readonly context: BrowserContext
  readonly page: Page
  /** Messages sent before this visitor came. */
  readonly sent: number
}

/**
 * One house and one browser for a test file; every test gets a visitor without cookies, whose browser must have had
 * nothing to complain about at the end.
 *
 * @param javaScriptEnabled false for visitors whose browsers run no scripts
 * @returns the visitor of the test that runs now
 */
export function visitors(): (options?: { javaScriptEnabled?: boolean }) => Promise<Visitor> {
  let browser: Browser
  let house: House
  let contexts: BrowserContext[] = []
  let complaints: (readonly string[])[] = []
  before(async () => {
    house = await openHouse()
    browser = await launchBrowser()
  })
  after(async () => {
    await browser.close()
    await house.close()
  })
  beforeEach(() => {
    contexts = []
    complaints = []
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    assert.deepEqual(complaints.flat(), [])
  })
  return async (options = {}) => {
    const context = await browser.newContext(options)
    contexts.push(context)
    complaints.push(complaintsOf(context))
    return { house, context, page: await context.newPage(), sent: (await house.messages()).length }
  }
}

/** Up to the page that asks for the code; answers the code that was sent. */
export async function upToTheCode({ page, house, sent }: Visitor): Promise<string> {
  await begin(page, house)
  await provePassword(page)
  return codeFrom(house, sent + 1)
}

export const signedIn = 'Signed in as Alice Example'
