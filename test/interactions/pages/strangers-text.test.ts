import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { createPages } from '../../../interactions/pages/index.ts'
import type { Page } from '../../../interactions/pages/page.ts'
import { base, consent } from './examples.ts'
import { textOf, the } from './look.ts'
import { variants } from './variants.ts'

const pages = createPages({ applicationName: 'Acme Accounts' })

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '{{ formToken }}{% raw %}$t(cancel)',
  '\u202egnp.exe\u2066\u0000\u001b[31m',
  `long ${'x'.repeat(10_000)}`,
]

/** The same page with every string that a person gets to read, or that is a link, replaced. */
function poison(page: Page, text: string): Page {
  const kept = ['page', 'problem', 'notice', 'form', 'delivery', 'text', 'url']
  const poisoned = JSON.parse(JSON.stringify(page), (key, value: unknown) =>
    typeof value === 'string' && !kept.includes(key) ? text : value,
  ) as Page
  // What a page of the account is filled with is made when it is rendered.
  return 'view' in page ? ({ ...page, account: text } as Page) : poisoned
}

test("strangers' text comes out as text wherever it stands: markup, quotes, template and translation syntax", () => {
  for (const text of hostile) {
    const house = createPages({ applicationName: text })
    for (const [name, page] of Object.entries(variants)) {
      const calm = parse(pages.render(page, ['en']))
      const root = parse(house.render(poison(page, text), ['en']))
      assert.equal(
        root.querySelectorAll('script:not([src]), img:not([alt=""]), [onerror], [onfocus]').length,
        0,
        name,
      )
      assert.equal(root.querySelectorAll('form').length, calm.querySelectorAll('form').length, name)
      assert.equal(root.querySelectorAll('input').length, calm.querySelectorAll('input').length, name)
      const shown = the(root, 'main').structuredText
      assert.doesNotMatch(
        shown,
        /[\u202a-\u202e\u2066-\u2069]|(?!\s)\p{Cc}/u,
        `${name} turns the writing direction`,
      )
      assert.ok(shown.length < 6000, `${name} shows ${shown.length} characters`)
    }
  }
  const echoed = parse(pages.render({ ...base, identifier: '"><b>$t(cancel)' }, []))
  assert.equal(
    the(echoed, '#identifier').getAttribute('value'),
    '"><b>$t(cancel)',
    'what was typed, as it was',
  )
  const named = textOf(pages.render({ ...base, client: { name: 'A $t(cancel) {{client}} <b>' } }, []))
  assert.ok(named.includes('to continue to A $t(cancel) {{client}} <b>'), named)
})

test('an address that is no web page becomes no link: javascript:, data:, another host without a scheme', () => {
  for (const href of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example',
    '/\\evil.example',
    'vbscript:x',
  ]) {
    const notice = pages.render({ page: 'notice', notice: 'busy', link: { href, text: 'home' } }, [])
    assert.equal(parse(notice).querySelectorAll('a').length, 0, href)
    assert.throws(() => pages.render({ page: 'continue', url: href }, []), TypeError)
    const face = { name: 'X', policyUri: href, tosUri: 'http://plain.example/' }
    assert.equal(parse(pages.render({ ...consent, client: face }, [])).querySelectorAll('a').length, 0, href)
  }
})

test('free error text never reaches the page; only codes that the standards define do', () => {
  const error = (code: string) =>
    textOf(pages.render({ page: 'notice', notice: 'authorization-error', error: code }, []))
  assert.match(error('invalid_scope'), /invalid_scope/)
  assert.doesNotMatch(error('call +1 900 555 now'), /900/)
})
