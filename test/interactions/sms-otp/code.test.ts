import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeDigests, drawCode, readCode, sealCode } from '../../../interactions/sms-otp/code.ts'

const shape = { length: 6, alphabet: 'numeric' } as const
const context = { account: 'a', purpose: 'login', browser: 'b', number: '+447700900123' }
const keys = [{ kid: 'new', key: 'k'.repeat(43) }]

test('codes are drawn uniformly, keep their length and their leading zeros', () => {
  const drawn = Array.from({ length: 100_000 }, () => drawCode(shape))
  assert.ok(drawn.every((code) => /^\d{6}$/.test(code)))
  for (let position = 0; position < shape.length; position += 1) {
    const counts = new Array<number>(10).fill(0)
    for (const code of drawn) {
      const digit = Number(code[position])
      counts[digit] = (counts[digit] ?? 0) + 1
    }
    const expected = drawn.length / 10
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // 9 degrees of freedom: above 40 happens by chance less than once in 100,000 runs.
    assert.ok(chiSquare < 40, `position ${position}: chi-square ${chiSquare}`)
  }
})

test('an alphanumeric code uses 32 symbols that nobody mistakes for one another', () => {
  const symbols = new Set(
    Array.from({ length: 2000 }, () => drawCode({ length: 8, alphabet: 'alphanumeric' })).join(''),
  )
  assert.equal(symbols.size, 32)
  for (const lookalike of '01IO') assert.ok(!symbols.has(lookalike))
})

test('a typed code is read past blanks, hyphens and other scripts’ digits, and nothing else', () => {
  for (const typed of ['123456', ' 123 456 ', '123-456', '１２３４５６', '١٢٣٤٥٦', '۱۲۳۴۵۶', '१२३४५६']) {
    assert.deepEqual(readCode(typed, shape), { code: '123456' }, typed)
  }
  for (const typed of [
    '12345',
    '1234567',
    '12345a',
    '12345６7',
    '1e5',
    '0x1234',
    '৪৪৪৪৪৪',
    '1'.repeat(10_000),
  ]) {
    assert.deepEqual(readCode(typed, shape), { problem: 'malformed' }, typed.slice(0, 20))
  }
  for (const typed of ['', '   ', '- -']) assert.deepEqual(readCode(typed, shape), { problem: 'missing' })
})

test('letters are read in either case', () => {
  assert.deepEqual(readCode('abcd-2345', { length: 8, alphabet: 'alphanumeric' }), { code: 'ABCD2345' })
})

test('a sealed code is worth nothing for another account, purpose, browser or number', () => {
  const { kid, digest } = sealCode(keys, context, '123456')
  assert.equal(codeDigests(keys, context, '123456')[kid], digest)
  for (const changed of [
    { account: 'x' },
    { purpose: 'step-up' },
    { browser: 'x' },
    { number: '+447700900124' },
  ]) {
    assert.notEqual(codeDigests(keys, { ...context, ...changed }, '123456')[kid], digest)
  }
})

test('without its key a stored digest is not found by trying every code', () => {
  const { digest } = sealCode(keys, context, '000042')
  const other = [{ kid: 'new', key: 'another key that is long enough, too' }]
  assert.notEqual(codeDigests(other, context, '000042').new, digest)
  assert.ok(!digest.includes('000042'))
})

test('after a rotation the old key still recognises what it sealed, and the new one seals', () => {
  const rotated = [{ kid: 'newer', key: 'n'.repeat(43) }, ...keys]
  const old = sealCode(keys, context, '123456')
  assert.equal(codeDigests(rotated, context, '123456')[old.kid], old.digest)
  assert.equal(sealCode(rotated, context, '123456').kid, 'newer')
})
