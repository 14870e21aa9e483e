import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { DurableEntry } from '../../../src/store/durable.ts'
import { noFailures } from '../../../src/store/failure-record.ts'
import type { Store } from '../../../src/store/store.ts'
import type { OpenStore } from './opener.ts'

const accountOf = (id: string, identifiers: readonly string[]): DurableEntry => ({
  kind: 'account',
  account: { id, version: 7, username: `user ${id}`, createdAt: 1, updatedAt: 2 },
  identifiers,
})

async function entriesOf({ durable }: Store, ids: readonly string[]): Promise<DurableEntry[]> {
  const found: DurableEntry[] = []
  for await (const entry of durable.entries()) {
    const id = typeof entry.account === 'string' ? entry.account : entry.account.id
    if (ids.includes(id)) found.push(entry)
  }
  return found.sort((one, other) => one.kind.localeCompare(other.kind))
}

/** What a backup takes out of a store, and a restore puts into one. */
export function durableContract(name: string, open: OpenStore): void {
  describe(`${name}: what outlives the store`, () => {
    it('gives what was put, which works like what was saved, and takes the same again', async (t) => {
      const { store } = await open(t)
      const [id, gone] = [randomUUID(), randomUUID()]
      const failures = { ...noFailures, streaks: { sms: 3 }, disabled: { sms: true as const } }
      const entries: DurableEntry[] = [
        accountOf(id, [`a ${id}`, `b ${id}`]),
        { kind: 'failures', account: id, record: failures },
        { kind: 'held', identifier: `c ${gone}`, account: gone },
      ]
      assert.deepEqual(await store.durable.put(entries), [true, true, true])
      assert.deepEqual(await store.durable.put(entries), [true, true, true])
      assert.deepEqual(await entriesOf(store, [id, gone]), entries)
      const found = await store.accounts.findByIdentifier(`b ${id}`)
      assert.ok(found)
      assert.deepEqual(await store.challenges.barrier(id, 'sms'), { kind: 'disabled' })
      assert.deepEqual(await store.accounts.holdersOf([`c ${gone}`]), [gone])
      assert.ok((await store.accounts.save({ ...found, version: 8 }, [`a ${id}`])).saved)
      assert.deepEqual(await store.accounts.holdersOf([`b ${id}`]), [undefined])
    })

    it('writes over nothing: not an account, not an identifier, not a failure record', async (t) => {
      const { store } = await open(t)
      const [id, other] = [randomUUID(), randomUUID()]
      const record = { ...noFailures, streaks: { sms: 1 } }
      await store.durable.put([accountOf(id, [`a ${id}`]), { kind: 'failures', account: id, record }])
      const before = await entriesOf(store, [id, other])
      const late: DurableEntry[] = [
        {
          ...accountOf(id, [`a ${id}`]),
          account: { id, version: 8, username: 'x', createdAt: 1, updatedAt: 2 },
        } as DurableEntry,
        accountOf(other, [`a ${id}`]),
        { kind: 'held', identifier: `a ${id}`, account: other },
        { kind: 'failures', account: id, record: noFailures },
      ]
      assert.deepEqual(await store.durable.put(late), [false, false, false, false])
      assert.deepEqual(await entriesOf(store, [id, other]), before)
    })

    it('keeps the end of a failure record', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      const expires = 4_000_000_000_000
      const entry: DurableEntry = {
        kind: 'failures',
        account: id,
        record: { ...noFailures, days: { 20000: 1 } },
        expires,
      }
      assert.deepEqual(await store.durable.put([entry]), [true])
      assert.deepEqual(await entriesOf(store, [id]), [entry])
    })
  })
}
