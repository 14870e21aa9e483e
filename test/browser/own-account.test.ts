import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { people, remembering } from '../../scripts/screenshots/people.ts'
import { launchBrowser } from '../support/browser.ts'
import { openHouse } from './house.ts'

let browser: Browser
let axe: string
before(async () => {
  browser = await launchBrowser()
  axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
})
after(() => browser.close())

/** The walk that takes the pictures, with something else to do at each page. */
async function walk(
  javaScriptEnabled: boolean,
  at: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const house = await openHouse({ change: remembering })
  const context = await browser.newContext({ javaScriptEnabled })
  try {
    await people(await context.newPage(), house, { shoot: at, album: () => '' })
  } finally {
    await context.close()
    await house.close()
  }
}

test('password, sign-ins, remembered browsers and activity need no script', async () => {
  const seen: string[] = []
  await walk(false, async (_page, name) => {
    seen.push(name)
  })
  assert.ok(seen.length >= 8, seen.join())
})

test('password, sign-ins, remembered browsers and activity can be read and used by everybody', async () => {
  await walk(true, async (page, name) => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 844 })
      const { violations } = await page.evaluate<AxeResults>(`${axe}; axe.run(document)`)
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
      assert.deepEqual(found, [], `${name}, ${colorScheme}`)
    }
    await page.setViewportSize({ width: 320, height: 640 })
    const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert.ok(beyond <= 0, `${name} is ${beyond} px wider than a small phone`)
  })
})
