import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { wishedLocales } from '../../../interactions/locale.ts'
import { createPages } from '../../../interactions/pages/index.ts'
import { type TextTree, textProblems, textsIn } from '../../../interactions/pages/text-check.ts'
import { translatedTexts } from '../../../interactions/sms-otp/message.ts'
import { isGsm7, segmentsOf } from '../../../src/sms/gsm7.ts'

const folder = new URL('../../../interactions/pages/locales/', import.meta.url)
const read = (language: string): TextTree =>
  JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'))
const english = textsIn(read('en'))
const problems = (language: string, own: TextTree, model = english) =>
  textProblems(language, textsIn(own), model).map(({ key, message }) => `${key}: ${message}`)
const pages = createPages({ applicationName: 'Acme' })

for (const language of readdirSync(folder).map((name) => name.replace('.json', ''))) {
  test(`${language}: every text, every plural form, every placeholder`, () => {
    assert.deepEqual(problems(language, read(language)), [])
  })
}

test('a file that lacks a key, invents one, loses a value and has too few plural forms is told so', () => {
  const model = { a: 'x {{client}}', b: { c_one: '{{count}} y', c_other: '{{count}} y' }, d: 'z' }
  const own = { a: 'x {{clinet}}', b: { c_one: 'one', c_other: 'many' }, e: 'z' }
  assert.deepEqual(problems('ar', own, textsIn(model)), [
    'b.c_zero: is missing',
    'b.c_two: is missing',
    'b.c_few: is missing',
    'b.c_many: is missing',
    'd: is missing',
    'e: there is no such text',
    'a: lacks {{client}}',
    'a: {{clinet}} is not among its values',
    'b.c_other: lacks {{count}}',
  ])
})

test('Arabic pages are right to left, and count as Arabic does', () => {
  const html = pages.render({ page: 'signed-out' }, ['ar-EG', 'en'])
  assert.match(html, /<html lang="ar" dir="rtl">/)
  const { t } = pages.speech(['ar'])
  const said = [1, 2, 3, 11, 100].map((count) => t('code.tries', { count }))
  assert.deepEqual(said, [
    'بقيت محاولة واحدة.',
    'بقيت محاولتان.',
    'بقيت 3 محاولات.',
    'بقيت 11 محاولة.',
    'بقيت 100 محاولة.',
  ])
})

for (const language of ['es', 'fr', 'ar']) {
  test(`${language}: our message is one segment, bound to the host by its last line`, () => {
    const host = 'login.example.com'
    const facts = { application: 'Acme', code: '123456', minutes: 10, message: 1, host, locales: [] }
    const text = translatedTexts[language]?.(facts) ?? ''
    assert.equal(segmentsOf(text).count, 1, text)
    assert.equal(text.split('\n').at(-1), '@login.example.com #123456')
  })
}

for (const language of ['es', 'fr']) {
  test(`${language}: notices by text message stay in the alphabet every phone knows`, () => {
    const notices = Object.entries(read(language)['account-notice'] ?? {})
    assert.deepEqual(
      notices.filter(([, text]) => !isGsm7(String(text))),
      [],
    )
  })
}

test('a text of the house refers to no other, so that none can go round in circles', () => {
  const branding = { texts: { en: { 'signed-out.title': '$t(signed-out.title)' } }, templates: {} }
  const html = createPages({ applicationName: 'Acme', branding }).render({ page: 'signed-out' }, ['en'])
  assert.match(html, /<h1>\$t\(signed-out\.title\)<\/h1>/)
})

test('of thousands of wishes for a language the first few plausible ones count', () => {
  const many = Array.from({ length: 5000 }, (_, index) => `de-${index + 10}`)
  assert.deepEqual(wishedLocales('en <b> ../x', 'fr', many), ['en', 'fr', ...many.slice(0, 8)])
})
