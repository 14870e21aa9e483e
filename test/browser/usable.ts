import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const axe = await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

const looks = [
  { colorScheme: 'light', width: 1280, height: 800 },
  { colorScheme: 'dark', width: 390, height: 844 },
] as const

/**
 * Whether everybody can read and use the page as it is now: whatever axe knows of, at a desk by day and on a phone by
 * night; and nothing to scroll sideways on the smallest phone.
 *
 * @param name what the page is called where it fails
 */
export async function assertUsable(page: Page, name: string): Promise<void> {
  await page.evaluate(axe)
  for (const { colorScheme, ...size } of looks) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(size)
    const { violations } = await page.evaluate<AxeResults>('axe.run(document)')
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    assert.deepEqual(found, [], `${name}, ${colorScheme}`)
  }
  await page.setViewportSize({ width: 320, height: 640 })
  const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  assert.ok(beyond <= 0, `${name} is ${beyond} px wider than a small phone`)
}
