import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageTexts } from '../../src/sms/message-texts.ts'

const facts = { application: '$ctx.otp', code: '012345', minutes: 5, message: 2, host: 'login.example.com' }
const texts = {
  de: 'Code $ctx.otp für $ctx.application, $ctx.minutes min, Nr. $ctx.message',
  'pt-br': 'BR $ctx.otp',
  zh: 'ZH $ctx.otp',
  'zh-hant': 'HANT $ctx.otp',
}
const write = messageTexts(texts)

test('a text is filled in once, and bound to the host by its last line', () => {
  assert.deepEqual(write({ ...facts, locales: ['de-CH'] }), {
    text: 'Code 012345 für $ctx.otp, 5 min, Nr. 2\n\n@login.example.com #012345',
    locale: 'de',
  })
})

for (const [locales, locale, beginning] of [
  [['pt-BR', 'de'], 'pt-br', 'BR'],
  [['pt', 'de'], 'de', 'Code'],
  [['fr', 'DE'], 'de', 'Code'],
  [['zh-Hant-TW', 'de'], 'zh-hant', 'HANT'],
  [['zh-Hans-CN', 'de'], 'zh', 'ZH'],
  [['en-GB', 'de'], 'en', '012345 is your'],
  [['it'], 'en', '012345 is your'],
  [[], 'en', '012345 is your'],
  [['constructor', '__proto__', '*', ''], 'en', '012345 is your'],
] as const) {
  test(`wishes ${locales.join(', ') || 'none'}: "${beginning}…", in ${locale}`, () => {
    const written = write({ ...facts, locales })
    assert.ok(written.text.startsWith(beginning), written.text)
    assert.equal(written.locale, locale)
  })
}

test("an admin's English text takes the place of ours, for everybody without a text", () => {
  const own = messageTexts({ ...texts, en: 'Own $ctx.otp' })
  for (const locales of [['en'], ['fr'], []]) {
    const { text, locale } = own({ ...facts, locales })
    assert.deepEqual([text.slice(0, 3), locale], ['Own', 'en'])
  }
})

test('ours leaves in a language only where that is allowed: carriers refuse texts that they have not approved', () => {
  const approved = messageTexts({}, (language) => language === 'es')
  assert.equal(approved({ ...facts, locales: ['es-MX'] }).locale, 'es')
  assert.equal(approved({ ...facts, locales: ['fr', 'es'] }).locale, 'es')
  assert.equal(approved({ ...facts, locales: ['ar'] }).locale, 'en')
})

test('the default language counts after all wishes, and only where there is a text in it', () => {
  const write = messageTexts({}, () => true, 'es')
  assert.equal(write({ ...facts, locales: ['xx'] }).locale, 'es')
  assert.equal(write({ ...facts, locales: ['fr'] }).locale, 'fr')
  assert.equal(messageTexts({ en: 'Own $ctx.otp' }, () => true, 'es')({ ...facts, locales: [] }).locale, 'en')
})
