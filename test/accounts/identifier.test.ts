import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalIdentifier, identifiersOf } from '../../src/accounts/identifier.ts'

const same: Record<string, readonly string[]> = {
  bob: ['bob', 'Bob', 'bob ', ' BOB', 'ｂｏｂ', 'ＢＯＢ　', 'b\u200bob', '\u202abob\u202c', '\ufeffbob'],
  'bob@example.com': ['bob@example.com', 'Bob@Example.COM', ' bob@example.com\n', 'bob＠example.com'],
  strasse: ['straße', 'STRASSE', 'STRAẞE', 'Straße'],
  josé: ['jose\u0301', 'JOSÉ', 'josé'],
  '+94778888888': [
    '94778888888',
    '+94778888888',
    '+94 77 888 8888',
    '+94-77-888-8888',
    '+94 (0)77 888 8888',
    '0094 77 888 8888',
    '94 77 888 8888',
    '+94 77.888.8888',
    '\u202a+94 77 888 8888\u202c',
    '９４７７８８８８８８８',
  ],
}

for (const [canonical, spellings] of Object.entries(same)) {
  test(`${canonical} has one canonical form however it is typed`, () => {
    for (const spelling of spellings) assert.equal(canonicalIdentifier(spelling), canonical, spelling)
  })
}

test('what is no international number stays a name', () => {
  for (const name of [
    '12345',
    '0778888888',
    '1234567890123456',
    '10.20.30.40',
    '2024-01-01',
    '+',
    '00',
    '+1a2345678',
  ]) {
    assert.equal(canonicalIdentifier(name), name)
  }
})

test('hostile text is nobody, and never an error', () => {
  const hostile = [
    '',
    '   ',
    '\0',
    'bob\0',
    'a\u0007b',
    '\ud800',
    'bob\udfff',
    'x'.repeat(10_000),
    'ﷺ'.repeat(500),
  ]
  for (const text of [...hostile, '\u200b\u200d', '9'.repeat(300)])
    assert.equal(canonicalIdentifier(text), '')
})

test('every character folds to a form that folds to itself and has no other case', () => {
  for (let point = 0x20; point <= 0x1ffff; point++) {
    const character = String.fromCodePoint(point)
    const once = canonicalIdentifier(`a${character}b`)
    if (once === '') continue
    const told = `U+${point.toString(16)}`
    assert.equal(canonicalIdentifier(once), once, told)
    assert.equal(canonicalIdentifier(once.toUpperCase()), once, told)
  }
})

test('an account is found by its username, e-mail and number, each once, and never by nothing', () => {
  const account = { username: 'Bob@Example.com', email: 'bob@example.com', number: '+94778888888' }
  assert.deepEqual(identifiersOf(account), ['bob@example.com', '+94778888888'])
  assert.deepEqual(identifiersOf({ username: '\0' }), [])
})
