import assert from 'node:assert/strict'
import { test } from 'node:test'
import { messageTexts } from '../../src/sms/message-texts.ts'

const facts = { application: '$ctx.otp', code: '012345', minutes: 5, message: 2, host: 'login.example.com' }
const texts = {
  de: 'Code $ctx.otp für $ctx.application, $ctx.minutes min, Nr. $ctx.message',
  'pt-br': 'BR $ctx.otp',
}
const write = messageTexts(texts)

test('a text is filled in once, and bound to the host by its last line', () => {
  assert.equal(
    write({ ...facts, locales: ['de-CH'] }),
    'Code 012345 für $ctx.otp, 5 min, Nr. 2\n\n@login.example.com #012345',
  )
})

for (const [locales, beginning] of [
  [['pt-BR', 'de'], 'BR'],
  [['pt', 'de'], 'Code'],
  [['fr', 'DE'], 'Code'],
  [['en-GB', 'de'], '012345 is your'],
  [['fr'], '012345 is your'],
  [[], '012345 is your'],
] as const) {
  test(`wishes ${locales.join(', ') || 'none'}: "${beginning}…"`, () => {
    assert.ok(write({ ...facts, locales }).startsWith(beginning))
  })
}

test("an admin's English text takes the place of ours, for everybody without a text", () => {
  const own = messageTexts({ ...texts, en: 'Own $ctx.otp' })
  for (const locales of [['en'], ['fr'], []]) assert.ok(own({ ...facts, locales }).startsWith('Own'))
})
