import assert from 'node:assert/strict'
import { type HTMLElement, parse } from 'node-html-parser'

/** What a person reads, on one line. */
export function textOf(html: string): string {
  return parse(html).structuredText.replace(/\s+/g, ' ')
}

/** One element that must be there. */
export function the(root: HTMLElement, selector: string): HTMLElement {
  const found = root.querySelector(selector)
  assert.ok(found, `no ${selector}`)
  return found
}
