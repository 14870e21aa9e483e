import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { createPages } from '../../../interactions/pages/index.ts'
import type { Page } from '../../../interactions/pages/page.ts'
import { base, consent } from './examples.ts'
import { the } from './look.ts'
import { variants } from './variants.ts'

const pages = createPages({ applicationName: 'Acme Accounts' })
const rendered = Object.entries(variants).map(([name, page]) => ({ name, html: pages.render(page, ['en']) }))

test('no page has a script, style or handler of its own: the content security policy would stop them', () => {
  for (const { name, html } of rendered) {
    const root = parse(html)
    assert.equal(root.querySelectorAll('style, [style], script:not([src])').length, 0, name)
    assert.doesNotMatch(html, /<[^>]+\son[a-z]+=/i, name)
    assert.doesNotMatch(html, /(?:src|srcset|data|poster)="(?!\/assets\/)/, `${name} loads from elsewhere`)
  }
})

test('every page is a whole document with language, title, one main landmark and one heading of the first level', () => {
  for (const { name, html } of rendered) {
    assert.match(html, /^<!doctype html>\n<html lang="en" dir="ltr">/, name)
    const root = parse(html)
    assert.match(the(root, 'title').text, /^\S.* · Acme Accounts$/, name)
    assert.equal(root.querySelectorAll('main').length, 1, name)
    assert.equal(root.querySelectorAll('h1').length, 1, name)
  }
})

test('every field has a label, every reference between elements leads somewhere and no id comes twice', () => {
  for (const { name, html } of rendered) {
    const root = parse(html)
    const ids = root.querySelectorAll('[id]').map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length, name)
    for (const field of root.querySelectorAll('input:not([type=hidden])'))
      the(root, `label[for="${field.id}"]`)
    for (const attribute of ['aria-describedby', 'aria-errormessage', 'aria-labelledby', 'for', 'form']) {
      for (const element of root.querySelectorAll(`[${attribute}]`)) {
        for (const id of (element.getAttribute(attribute) ?? '').split(' '))
          assert.ok(ids.includes(id), `${name}: ${id}`)
      }
    }
  }
})

/** Not the library's, which go to the provider or to a client. */
const ownForms = 'form:not([id="op.logoutForm"]):not([action="/posted"])'

test('forms of ours are posted, carry the form token once, and their buttons have no names', () => {
  for (const { name, html } of rendered) {
    for (const form of parse(html).querySelectorAll(ownForms)) {
      assert.equal(form.getAttribute('method'), 'post', name)
      const tokens = form
        .querySelectorAll('input[name=form_token]')
        .map((field) => field.getAttribute('value'))
      assert.deepEqual(tokens, ['token-1'], name)
      assert.equal(form.querySelectorAll('button[name]').length, 0, name)
    }
  }
})

test('consent names everything that is asked for, once: known things in words, unknown ones by their name', () => {
  const wishes = parse(pages.render(consent, []))
    .querySelectorAll('.wishes li')
    .map(({ text }) => text)
  assert.deepEqual(wishes, [
    'know who you are when you sign in',
    'see your profile: your name and what else you chose to tell about yourself',
    'use “custom”',
    'see your e-mail address',
    'use “shoe_size”',
    'keep this access while you are away, until you take it back',
  ])
})

test('the password page starts in the first field that wants something', () => {
  const focus = (page: Page) => the(parse(pages.render(page, [])), '[autofocus]').id
  assert.equal(focus(base), 'identifier')
  assert.equal(focus({ ...base, identifier: 'anna', problem: 'wrong' }), 'password')
})

test('the page that goes on does so by itself and by a link, with the address escaped', () => {
  const html = pages.render({ page: 'continue', url: 'https://id.example/auth/x?a=1&b="2' }, [])
  const root = parse(html)
  const target = 'https://id.example/auth/x?a=1&b=%222'
  assert.equal(the(root, 'meta[http-equiv=refresh]').getAttribute('content'), `0; url=${target}`)
  assert.equal(the(root, 'main a').getAttribute('href'), target)
})

test("signing out is the library's form with two buttons of ours, and only one of them signs out", () => {
  const root = parse(pages.render(variants.logout ?? base, []))
  const buttons = root.querySelectorAll('button[form="op.logoutForm"]')
  assert.deepEqual(
    buttons.map((button) => button.getAttribute('name')),
    ['logout', undefined],
  )
  the(root, 'form[id="op.logoutForm"] input[name=xsrf]')
})

test('every text of the English file is on some page, and no page shows the key of a text there is not', () => {
  const english = readFileSync(
    new URL('../../../interactions/pages/locales/en.json', import.meta.url),
    'utf8',
  )
  const texts = flatten(JSON.parse(english))
  const shown = rendered
    .map(({ html }) =>
      parse(html)
        .toString()
        .replace(/&#(\d+);/g, fromEntity),
    )
    .join('\n')
  for (const [key, text] of texts) {
    // No code is one character long; English wants the form all the same.
    if (/^code\.(label|problem\.malformed).*_one$/.test(key)) continue
    // Said in text messages; accounts/notices.test.ts reads them.
    if (key.startsWith('account-notice.')) continue
    const pattern = text
      .split(/\{\{\w+\}\}/)
      .map(escapeRegExp)
      .join('[^\\n]{1,60}?')
    assert.match(shown, new RegExp(pattern), `nothing says ${key}`)
  }
  assert.doesNotMatch(
    shown,
    /[>"](?:account|client|password|code|start|consent|continue|logout|notice|link|backup-code|enrolment|locked)\.[a-z-]+/,
  )
})

function fromEntity(_entity: string, code: string): string {
  return String.fromCharCode(Number(code))
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function flatten(texts: object, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, string | object]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  )
}

test('a language nobody translated falls back to English, a region to its language', () => {
  assert.match(pages.render(base, ['xx', 'it-IT', 'en-GB']), /<html lang="en" dir="ltr">/)
  assert.match(pages.render(base, []), /<html lang="en"/)
})

test('a name written from right to left keeps its place in a sentence', () => {
  const html = pages.render({ ...base, client: { name: 'חנות' } }, [])
  assert.ok(html.includes('to continue to \u2068חנות\u2069'))
})

test("a house's template stands in for ours of the same name; the others stay, and escaping with them", () => {
  const templates = { 'signed-out': 'Bye, {{ client.name }}. {{ "signed-out.title" | t }}' }
  const house = createPages({ applicationName: 'Acme', branding: { texts: {}, templates } })
  assert.equal(
    house.render({ page: 'signed-out', client: { name: '<b>' } }, []),
    'Bye, &lt;b&gt;. You are signed out',
  )
  assert.match(house.render(base, []), /<h1>Sign in<\/h1>/)
})

test('what a page refers to is there, under a name that changes with the content', () => {
  const referred = new Set(rendered.flatMap(({ html }) => html.match(/\/assets\/[\w.-]+/g) ?? []))
  assert.deepEqual([...referred].sort(), [...pages.assets.keys()].sort())
  for (const [path, asset] of pages.assets) {
    assert.match(path, /^\/assets\/[\w-]+\.[0-9a-f]{16}\.(?:css|js|svg)$/)
    assert.ok(path.includes(asset.etag.slice(1, -1)))
    assert.match(asset.type, /^(?:text\/css|text\/javascript|image\/svg\+xml)/)
  }
})
