import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { addAccount } from '../../src/accounts/admin/add.ts'
import { removeAccount } from '../../src/accounts/admin/remove.ts'
import { setAccount } from '../../src/accounts/admin/set.ts'
import { usedNumber } from '../../src/accounts/history.ts'
import { type ChangingStore, failing } from '../account-pages/failing-store.ts'
import { embeddedStore } from './embedded-store.ts'

const clock = Date.now
let numbers = 0
let names = 0

/** Somebody new, with this number. */
async function somebody({ accounts }: ChangingStore, number?: string): Promise<Account> {
  names += 1
  const username = `person-${names}`
  const added = await addAccount({ accounts, clock }, { username, ...(number && { number }) })
  assert.ok('account' in added)
  return added.account
}

/** How it can be that a number is nobody's any more and not free either. */
const owners = {
  'an account that has another number now': async (store: ChangingStore, number: string) => {
    const { id, username } = await somebody(store, number)
    const entry = { username, number: number.replace('+9477', '+9471') }
    const done = await setAccount({ ...store, clock }, id, { entry })
    assert.ok('account' in done)
  },
  'an account that was removed': async (store: ChangingStore, number: string) => {
    const { id } = await somebody(store, number)
    assert.ok(await removeAccount(store, id, { releaseNumbers: false }))
  },
}

for (const [owner, prepare] of Object.entries(owners)) {
  test(`taking over the number of ${owner}: a crash at any step leaves it held by the one or the other`, async (t) => {
    const store = await embeddedStore(t)
    const outcomes = new Set<string>()
    for (const when of ['before', 'after'] as const) {
      let reached = true
      for (let at = 1; reached; at += 1) {
        assert.ok(at < 20)
        numbers += 1
        const number = `+94770${String(numbers).padStart(6, '0')}`
        await prepare(store, number)
        const [former] = await store.accounts.holdersOf([usedNumber(number)])
        const { id, username } = await somebody(store)
        const killed = failing(store, at, when)
        const house = { ...killed.store, clock }
        const wishes = { entry: { username, number }, taken: number }
        const problem = await setAccount(house, id, wishes).then(() => undefined, String)
        reached = killed.reached()
        if (reached) assert.match(problem ?? '', /killed/)
        const [holder] = await store.accounts.holdersOf([usedNumber(number)])
        const isNew = (await store.accounts.find(id))?.number === number
        assert.equal(holder, isNew ? id : former)
        const last = former === undefined ? undefined : await store.accounts.find(former)
        if (last !== undefined) assert.equal(last.formerNumbers === undefined, isNew)
        outcomes.add(isNew ? 'new' : 'old')
      }
    }
    assert.deepEqual([...outcomes].toSorted(), ['new', 'old'])
  })
}

test('giving up a former number and changing the rest is one write, all of it or nothing', async (t) => {
  const store = await embeddedStore(t)
  const { id, username } = await somebody(store, '+94772000001')
  const house = { ...store, clock }
  await setAccount(house, id, { entry: { username, number: '+94772000002' } })
  const wishes = { entry: { username, number: '+94772000003' }, given: '+94772000001' }
  const killed = failing(store, 2, 'before')
  await assert.rejects(setAccount({ ...killed.store, clock }, id, wishes), /killed/)
  assert.deepEqual((await store.accounts.find(id))?.formerNumbers, ['+94772000001'])
  await setAccount(house, id, wishes)
  assert.deepEqual((await store.accounts.find(id))?.formerNumbers, ['+94772000002'])
  const never = await setAccount(house, id, wishes)
  assert.ok('problem' in never && /never had/.test(never.problem))
})
