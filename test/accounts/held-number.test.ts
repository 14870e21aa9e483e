import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { changeAccount, nextVersion } from '../../src/accounts/change.ts'
import { identifiersHeldBy } from '../../src/accounts/history.ts'
import { asOf, withNextNumber } from '../../src/accounts/number.ts'
import { embeddedAccounts } from './embedded-store.ts'

const [old, young] = ['+94778888888', '+94778888889']
const account = (id: string, more: Partial<Account> = {}): Account => ({
  ...{ id, version: 1, username: id, createdAt: 0, updatedAt: 0 },
  ...more,
})

test('a number whose hour has come brings its history: the old one stays its owner’s, tokens for it are over', () => {
  const held = withNextNumber(account('a', { number: old, numberVerified: true }), {
    number: young,
    at: 5000,
  })
  assert.equal(asOf(held, 4999).number, old)
  const moved = asOf(held, 6000)
  assert.deepEqual(
    [moved.number, moved.formerNumbers, moved.subjectChanges],
    [young, [old], { number: 5000 }],
  )
  const written = nextVersion(moved, { ...moved, disabled: true }, 7000)
  assert.deepEqual([written.formerNumbers, written.subjectChanges], [[old], { number: 5000 }])
  const back = asOf(withNextNumber(written, { number: old, at: 8000 }), 9000)
  assert.deepEqual([back.number, back.formerNumbers], [old, [young]])
})

test('a number that is somebody’s former one cannot be held, or the account could not be written when it is due', async (t) => {
  const accounts = await embeddedAccounts(t)
  const house = { accounts, clock: () => 1000 }
  const former = account('former', { number: old, formerNumbers: [young] })
  const mine = account('mine', { number: '+94778888887' })
  for (const each of [former, mine]) {
    assert.deepEqual(await accounts.save(each, identifiersHeldBy(each)), { saved: true })
  }
  const held = await changeAccount(house, 'mine', (each) => withNextNumber(each, { number: young, at: 5000 }))
  assert.equal('unchanged' in held && held.unchanged, 'taken')
})
