import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readBackup } from '../../../src/cli/backup/read.ts'
import { fill, restore } from '../../../src/cli/backup/restore.ts'
import type { DurableEntry } from '../../../src/store/durable.ts'
import { noFailures } from '../../../src/store/failure-record.ts'
import { stores } from '../user/house.ts'
import { backedUp, emptyPlace, entriesOf, inStore, seeded, serving } from './place.ts'

/** What a restore says. */
async function restored(directory: string, file: string): Promise<string> {
  let said = ''
  await restore(file, { config: directory }, { write: (text) => (said += text) })
  return said
}

for (const from of stores) {
  for (const to of stores) {
    test(`a backup of the ${from} store fills one of ${to}: accounts, what removed ones hold, locks`, async (t) => {
      const { file, before, account } = await backedUp(t, from)
      assert.equal((await stat(file)).mode & 0o777, 0o600)
      const directory = await emptyPlace(t, to)
      assert.match(await restored(directory, file), /^2 accounts of \d{4}-/)
      assert.match(await restored(directory, file), /^2 accounts/, 'once more changes nothing')
      const ben = await account('ben')
      await inStore(directory, async (store) => {
        assert.deepEqual(await entriesOf(store), before)
        assert.deepEqual(
          before
            .map(({ kind }) => kind)
            .toSorted()
            .slice(0, 2),
          ['account', 'account'],
        )
        assert.ok(before.some(({ kind }) => kind === 'held'))
        assert.equal((await store.accounts.findByIdentifier('+94778889004'))?.id, ben.id)
        assert.equal((await store.accounts.findByIdentifier('anna'))?.backupCodes?.codes.length, 10)
        assert.deepEqual(await store.challenges.barrier(ben.id, 'sms'), { kind: 'disabled' })
      })
    })
  }
}

describe('what a restore refuses, and then writes nothing', () => {
  const cases: readonly (readonly [title: string, change: (text: string) => string, said: RegExp])[] = [
    ['a file that was cut off', (text) => text.slice(0, text.lastIndexOf('{')), /is cut off: its last line/],
    ['half a line', (text) => text.slice(0, -20), /line \d+ is no JSON/],
    ['a changed number', (text) => text.replaceAll('889004', '889005'), /changed or damaged/],
    ['a line less', (text) => text.replace(/\n.*"kind":"held".*\n/, '\n'), /changed or damaged/],
    ['a newer form', (text) => text.replace('"format":1', '"format":2'), /written by a newer version/],
    ['another file', () => 'username,number\n', /line 1 is no JSON/],
    ['another JSON', () => '{"a":1}\n', /line 1 is no entry: kind/],
    ['no header', (text) => text.slice(text.indexOf('\n') + 1), /is no backup/],
    ['nothing', () => '', /is no backup: it is empty/],
    ['two in one', (text) => text + text, /is the beginning of another backup/],
  ]

  test('a file that is not whole', async (t) => {
    const { file } = await backedUp(t, 'embedded')
    const directory = await emptyPlace(t, 'embedded')
    const text = await readFile(file, 'utf8')
    for (const [title, change, said] of cases) {
      const broken = join(directory, 'broken')
      await writeFile(broken, change(text))
      await assert.rejects(restored(directory, broken), said, title)
    }
    await assert.rejects(
      restored(directory, join(directory, 'missing')),
      /missing cannot be read: there is no such file/,
    )
    await restored(directory, file)
  })

  for (const kind of stores) {
    test(`a ${kind} store that somebody uses`, async (t) => {
      const { file } = await backedUp(t, 'embedded')
      const directory = await emptyPlace(t, kind)
      const store = await serving(directory)
      const account = { id: 'x', version: 1, username: 'xena', createdAt: 1, updatedAt: 1 }
      await store.accounts.save(account, ['xena'])
      if (kind === 'embedded') await assert.rejects(restored(directory, file), /in use by another process/)
      await store.close()
      await assert.rejects(
        restored(directory, file),
        /not empty, and nothing was written: it has other accounts \(1\)/,
      )
      await inStore(directory, async (again) => assert.equal((await entriesOf(again)).length, 1))
    })
  }
})

describe('what is in the store already, or comes there meanwhile, stays as it is', () => {
  const others = (id: string, entry: DurableEntry): readonly (readonly [string, DurableEntry])[] => [
    ['a name that somebody else holds', { kind: 'held', identifier: 'anna', account: 'removed' }],
    ['wrong codes of an account in the file', { kind: 'failures', account: id, record: noFailures }],
    ['an account in the file, changed in the same version', changed(entry, 'locale', 'fr')],
    ['the same with another name', { ...entry, identifiers: ['anna', 'elsewhere'] } as DurableEntry],
  ]
  const changed = (entry: DurableEntry, name: string, value: string) =>
    ({ ...entry, account: { ...Object(entry.account), [name]: value } }) as DurableEntry

  for (const kind of stores) {
    test(`a ${kind} store with anything else in it is looked at before it is written to`, async (t) => {
      const { file, before, account } = await backedUp(t, 'embedded')
      const { id } = await account('ben')
      const anna = before.find((entry) => entry.kind === 'account' && entry.account.username === 'anna')
      assert.ok(anna)
      for (const [title, other] of others(id, anna)) {
        const directory = await emptyPlace(t, kind)
        await seeded(directory, [other])
        const held = await inStore(directory, entriesOf)
        await assert.rejects(
          restored(directory, file),
          /the store is not empty, and nothing was written/,
          title,
        )
        assert.deepEqual(await inStore(directory, entriesOf), held, title)
      }
    })

    test(`what another writes into a ${kind} store after the look is not written over`, async (t) => {
      const { file, before } = await backedUp(t, 'embedded')
      const directory = await emptyPlace(t, kind)
      await seeded(directory, [])
      const late = { kind: 'held', identifier: 'anna', account: 'removed' } as const
      await inStore(directory, async (store) => {
        const durable = {
          async *entries() {
            yield* store.durable.entries()
            await store.durable.put([late])
          },
          put: store.durable.put,
        }
        const contents = await readBackup(file)
        await assert.rejects(fill({ durable }, file, contents), /something else in the place of 1 entries/)
        const found = await entriesOf(store)
        assert.deepEqual(
          found.filter((entry) => 'identifier' in entry && entry.identifier === 'anna'),
          [late],
        )
        assert.equal(found.length, before.length, 'all but the one, beside the late one')
      })
    })
  }
})

test('a restore that broke off is done again', async (t) => {
  const { file, before } = await backedUp(t, 'embedded')
  const directory = await emptyPlace(t, 'redis')
  await inStore(directory, ({ durable }) => durable.put(before.slice(0, 2)))
  await restored(directory, file)
  await inStore(directory, async (store) => assert.deepEqual(await entriesOf(store), before))
})
