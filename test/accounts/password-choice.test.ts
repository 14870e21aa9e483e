import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poorChoice } from '../../src/accounts/password/choice.ts'

const alice = { username: 'Alice.Example', email: 'alice@example.com' }

test('a new password is refused when it is short, long, common or the own name, and for nothing else', async () => {
  const judged = {
    'short-1': 'too-short',
    '1234567': 'too-short',
    password1: 'common',
    PassWord1: 'common',
    '12345678': 'common',
    'alice.example99': 'own-name',
    'ALICE@example.com': 'own-name',
    'alice1990!': 'own-name',
    [`${'é'.repeat(1025)}`]: 'too-long',
    'correct horse battery staple': undefined,
    ['x'.repeat(1024)]: undefined,
    'ein schönes Kennwort': undefined,
    '48151623424815': undefined,
  } as const
  for (const [password, expected] of Object.entries(judged)) {
    assert.equal(await poorChoice(password, alice), expected, password.slice(0, 40))
  }
})
