import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGsm7 } from '../../src/sms/gsm7.ts'
import { valuesOf } from '../../src/sms/values.ts'
import { message } from './fake-gateway.ts'

const wishes = { numberFormat: 'digits' } as const
const moment = Date.UTC(2026, 0, 14, 12) + 999

test('the values of one message', () => {
  assert.deepEqual(valuesOf(message, wishes, moment), {
    num: '94778888888',
    msg: message.text,
    otp: '482913',
    encoding: 'gsm7',
    id: 'message-1',
    id32: valuesOf(message, wishes, 0).id32,
    time: '1768392000',
    template: '',
  })
})

test('$ctx.id32 is the same for a message however often it is asked for, 31 bits wide, and another for another message', () => {
  const ids = Array.from({ length: 500 }, (_, n) => valuesOf({ ...message, id: `m.${n}` }, wishes, 0).id32)
  assert.equal(new Set(ids).size, 500)
  for (const id of ids) assert.ok(/^\d+$/.test(id) && Number(id) < 2 ** 31, id)
})

test('an id that a URL could not hold as it is becomes its digest', () => {
  const { id } = valuesOf({ ...message, id: 'a/b c' }, wishes, 0)
  assert.match(id, /^[\w-]{43}$/)
  assert.equal(valuesOf({ ...message, id: 'a/b c' }, wishes, 1).id, id)
})

const ids = { default: 'D', de: 'DE', 'pt-br': 'BR' }
for (const [locale, expected] of [
  ['de', 'DE'],
  ['de-AT', 'DE'],
  ['pt-BR', 'BR'],
  ['pt', 'D'],
  ['constructor', 'D'],
  ['de-Latn-AT', 'DE'],
  [undefined, 'D'],
] as const) {
  test(`$ctx.template for a text in ${locale ?? 'no named language'} is ${expected}`, () => {
    const spoken = locale === undefined ? message : { ...message, locale }
    assert.equal(valuesOf(spoken, { ...wishes, templateIds: ids }, 0).template, expected)
  })
}

test('a text outside GSM-7 goes out as hexadecimal where the file says so, and $ctx.encoding agrees', () => {
  const encoding = { gsm7: '7bit', ucs2: '16bit' }
  const value = (text: string, charset: 'utf-8' | 'latin-1', unicode: 'plain' | 'hex') => {
    const { msg, encoding: said } = valuesOf(
      { ...message, text },
      { ...wishes, characters: { charset, unicode, encoding } },
      0,
    )
    return [msg, said]
  }
  assert.deepEqual(value('Käse', 'latin-1', 'hex'), ['Käse', '7bit'])
  assert.deepEqual(value('你😀', 'latin-1', 'hex'), ['4F60D83DDE00', '16bit'])
  assert.deepEqual(value('5 €', 'latin-1', 'hex'), ['0035002020AC', '16bit'])
  assert.deepEqual(value('5 €', 'utf-8', 'hex'), ['5 €', '7bit'])
  assert.deepEqual(value('ç', 'utf-8', 'plain'), ['ç', '16bit'])
})

test('GSM-7 has the usual letters of some languages, and neither the backtick nor typographic quotes', () => {
  assert.ok(isGsm7('Aa09 @£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà\n^{}\\[~]|€'))
  for (const char of ['`', '’', '“', '–', 'ç', 'á', '\t', '\0', '你', '😀']) assert.ok(!isGsm7(char), char)
})
