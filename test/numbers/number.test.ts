import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NumberOptions, parseNumber } from '../../src/numbers/number.ts'

const bob = { ok: true, e164: '+94778888888', region: 'LK', type: 'MOBILE' }

test('a number is read from every international way of writing it, the plain form without a plus included', () => {
  const spellings = [
    '94778888888',
    '+94778888888',
    '+94 77 888 8888',
    '0094-77-888-8888',
    ' +94 (77) 888.8888 ',
  ]
  for (const text of [
    ...spellings,
    '+94 077 888 8888',
    '９４７７８８８８８８８',
    '\u202a+94778888888\u202c',
    '+٩٤٧٧٨٨٨٨٨٨٨',
  ]) {
    assert.deepEqual(parseNumber(text), bob, text)
  }
})

test('the national form is a number only where a default region says whose', () => {
  assert.deepEqual(parseNumber('077 888 8888', { defaultRegion: 'LK' }), bob)
  assert.equal(parseNumber('077 888 8888').ok, false)
})

test('a default region does not get in the way of other countries', () => {
  assert.deepEqual(parseNumber('94778888888', { defaultRegion: 'US' }), bob)
  assert.deepEqual(parseNumber('+94778888888', { defaultRegion: 'US' }), bob)
})

test('a number of no country has the region 001', () => {
  const parsed = parseNumber('+870773111632')
  assert.equal(parsed.ok && parsed.region, '001')
})

const refused: [text: string, reason: string, options?: NumberOptions][] = [
  ['', 'empty'],
  ['  \u200e ', 'empty'],
  ['nobody', 'not-a-number'],
  ['call +94778888888', 'not-a-number'],
  ['+94778888888 ext. 5', 'not-a-number'],
  ['+9477888888a', 'not-a-number'],
  ['<+94778888888>', 'not-a-number'],
  ['+94778888888,+94778888889', 'not-a-number'],
  ['+94778888888;ext=5', 'not-a-number'],
  ['+94778888888\0', 'not-a-number'],
  ['94+778888888', 'not-a-number'],
  ['\ud800', 'not-a-number'],
  ['()', 'not-a-number'],
  ['+94778', 'too-short'],
  ['12', 'too-short'],
  ['+947788888888888', 'too-long'],
  ['9'.repeat(10_000), 'too-long'],
  ['+94008888888', 'invalid'],
  ['+999123456789', 'invalid'],
  ['077 888', 'too-short', { defaultRegion: 'LK' }],
]

test('everything else is refused with a reason, and hostile text is no exception', () => {
  for (const [text, reason, options] of refused) {
    assert.deepEqual(parseNumber(text, options), { ok: false, reason }, JSON.stringify(text.slice(0, 40)))
  }
})
