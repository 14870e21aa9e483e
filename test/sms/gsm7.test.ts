import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGsm7, outsideGsm7, segmentsOf } from '../../src/sms/gsm7.ts'

test('the alphabet: what every phone knows, and what looks like it but is not', () => {
  assert.ok(isGsm7('@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ ÄÖÑÜ§¿äöñüà ^{}\\[~]|€ @login.example.com #123456'))
  for (const char of '`ç’–á\t😀අ') assert.equal(outsideGsm7(`ok ${char}`), char)
})

const cases: readonly (readonly [string, string, 'gsm7' | 'ucs2', number])[] = [
  ['160 septets', 'a'.repeat(160), 'gsm7', 1],
  ['161 septets', 'a'.repeat(161), 'gsm7', 2],
  ['two full parts', 'a'.repeat(306), 'gsm7', 2],
  ['one more than two full parts', 'a'.repeat(307), 'gsm7', 3],
  ['80 escape pairs', '€'.repeat(80), 'gsm7', 1],
  ['81 escape pairs', '€'.repeat(81), 'gsm7', 2],
  ['an escape pair over the boundary', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 'gsm7', 3],
  ['70 units', 'අ'.repeat(70), 'ucs2', 1],
  ['71 units', 'අ'.repeat(71), 'ucs2', 2],
  ['35 surrogate pairs', '😀'.repeat(35), 'ucs2', 1],
  ['a surrogate pair over the boundary', `${'අ'.repeat(66)}😀${'අ'.repeat(66)}`, 'ucs2', 3],
  ['nothing', '', 'gsm7', 1],
]

for (const [name, text, encoding, count] of cases) {
  test(`segments: ${name}`, () => assert.deepEqual(segmentsOf(text), { encoding, count }))
}
