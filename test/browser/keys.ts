import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** Waits until keys go to the field of that name, or to the button that says so. */
export async function untilFocused(page: Page, wanted: string): Promise<void> {
  let found: unknown
  for (let tries = 0; found !== wanted && tries < 200; tries += 1) {
    if (tries > 0) await wait(20)
    found = await focused(page)
  }
  assert.equal(found, wanted)
}

/** Goes on by Tab to the field, button or link of that name, and presses Enter there. */
export async function enter(page: Page, wanted: string): Promise<void> {
  const passed: string[] = []
  while (passed.at(-1) !== wanted) {
    assert.ok(passed.length < 30, `keys do not come to ${wanted}, only to ${passed.join(', ')}`)
    await page.keyboard.press('Tab')
    passed.push(await focused(page))
  }
  await page.keyboard.press('Enter')
}

/** Types into the field of that name, which has the focus by itself, and sends it. */
export async function answer(page: Page, field: string, text: string): Promise<void> {
  await untilFocused(page, field)
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>(
    'document.activeElement.getAttribute("name") || document.activeElement.textContent.trim()',
  )
}
