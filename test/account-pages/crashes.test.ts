import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeNumber } from '../../src/account-pages/number/change.ts'
import type { TopicParts } from '../../src/account-pages/parts.ts'
import type { AccountVisit } from '../../src/account-pages/visit.ts'
import type { Account } from '../../src/accounts/account.ts'
import { setPasswordByLink } from '../../src/accounts/first-password.ts'
import { identifiersOf } from '../../src/accounts/identifier.ts'
import { makeLink } from '../../src/accounts/links.ts'
import type { AccountStore } from '../../src/accounts/store.ts'
import { embeddedAccounts } from '../accounts/embedded-store.ts'

/** The same store, whose n-th call fails: before it is done, or after. */
function failing(accounts: AccountStore, at: number, when: 'before' | 'after'): AccountStore {
  let calls = 0
  const wrap =
    <Args extends unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      calls += 1
      if (calls === at && when === 'before') throw new Error('the process was killed')
      const result = await work(...args)
      if (calls === at) throw new Error('the process was killed')
      return result
    }
  return {
    ...accounts,
    find: wrap((id) => accounts.find(id)),
    save: wrap((account, names) => accounts.save(account, names)),
  }
}

async function crashEverywhere(
  accounts: AccountStore,
  account: (name: string) => Account,
  change: (house: AccountStore, account: Account) => Promise<unknown>,
  isNew: (account: Account) => boolean,
): Promise<void> {
  let number = 0
  for (const when of ['before', 'after'] as const) {
    for (const at of [1, 2]) {
      number += 1
      const before = account(`${when}${number}`)
      assert.deepEqual(await accounts.save(before, identifiersOf(before)), { saved: true })
      await assert.rejects(change(failing(accounts, at, when), before), /killed/)
      const after = await accounts.find(before.id)
      assert.ok(after)
      if (isNew(after)) assert.deepEqual([when, at], ['after', 2])
      else assert.deepEqual(after, before)
    }
  }
}

const plain = (id: string): Account => ({ id, version: 1, username: id, createdAt: 0, updatedAt: 0 })

test('a crash at any step of a change of number leaves the old number or the new one, whole', async (t) => {
  const accounts = await embeddedAccounts(t)
  let next = 0
  const numbered = (id: string): Account => ({
    ...plain(id),
    number: `+9477000000${next++}`,
    numberVerified: true,
    hadNumber: true,
  })
  const silent = { clock: () => 1000, notify: () => {}, audit: () => {}, settings: { numberHoldHours: 0 } }
  const change = (house: AccountStore, account: Account) =>
    changeNumber(
      { ...silent, accounts: house } as unknown as TopicParts,
      { account, session: { uid: 's' }, caller: { network: 'n' } } as unknown as AccountVisit,
      { number: `+9477111111${next}`, from: account.number ?? '', by: 'sms', endOthers: true },
    )
  await crashEverywhere(
    accounts,
    numbered,
    change,
    ({ number, endedSessions }) => number?.startsWith('+9477111') === true && endedSessions !== undefined,
  )
})

test('a crash at any step of a first password leaves the link unused, or the password set and the link used', async (t) => {
  const accounts = await embeddedAccounts(t)
  const secrets = new Map<string, string>()
  const linked = (id: string): Account => {
    const { link, token } = makeLink(id, 'password', 5000)
    secrets.set(id, token.split('.')[1] ?? '')
    return { ...plain(id), links: [link] }
  }
  const passwords = { hash: async () => 'a hash' }
  const change = (house: AccountStore, account: Account) =>
    setPasswordByLink(
      { accounts: house, clock: () => 1000, passwords },
      account,
      secrets.get(account.id) ?? '',
      'a password',
    )
  await crashEverywhere(
    accounts,
    linked,
    change,
    ({ passwordHash, links }) => passwordHash === 'a hash' && links === undefined,
  )
})
