import assert from 'node:assert/strict'
import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { backup } from '../../../src/cli/backup/backup.ts'
import { backupLines } from '../../../src/cli/backup/write.ts'
import type { DurableEntry } from '../../../src/store/durable.ts'
import { openHouse, stores } from '../user/house.ts'
import { backedUp } from './place.ts'

test('a name that goes from one account to another while they are read makes no backup', async () => {
  const account = (id: string) => ({ id, version: 1, username: id, createdAt: 1, updatedAt: 1 })
  const entries = ['a', 'b'].map((id) => ({ kind: 'account', account: account(id), identifiers: ['anna'] }))
  const store = {
    kind: 'redis',
    durable: {
      entries: async function* () {
        yield* entries
      },
    },
  }
  await assert.rejects(async () => {
    for await (const _ of backupLines(store as never, new Date(), { accounts: 0, entries: 0 }));
  }, /went from one account to another/)
})

test('a backup is written over nothing, and leaves no half of a file behind', async (t) => {
  const { file, directory } = await backedUp(t, 'embedded')
  const text = await readFile(file, 'utf8')
  await assert.rejects(backup({ config: directory, out: file }), /exists already/)
  assert.equal(await readFile(file, 'utf8'), text)
  await assert.rejects(stat(`${file}.part`))
  const another = join(directory, 'another')
  await writeFile(`${another}.part`, 'grows')
  await assert.rejects(backup({ config: directory, out: another }), /another backup is at work/)
  assert.equal(await readFile(`${another}.part`, 'utf8'), 'grows')
  await assert.rejects(
    backup({ config: directory, out: join(directory, 'no', 'where') }),
    /where cannot be written: there is no such file or folder/,
  )
})

test('a link or an open file in the place where a backup grows is neither followed nor filled', async (t) => {
  const { directory } = await backedUp(t, 'embedded')
  const out = join(directory, 'planted')
  const victim = join(directory, 'victim')
  await writeFile(victim, 'precious')
  await symlink(victim, `${out}.part`)
  await assert.rejects(backup({ config: directory, out }), /planted\.part is there: another backup/)
  assert.equal(await readFile(victim, 'utf8'), 'precious')
  const open = join(directory, 'open')
  await writeFile(`${open}.part`, '', { mode: 0o666 })
  await assert.rejects(backup({ config: directory, out: open }), /open\.part is there/)
  assert.equal(await readFile(`${open}.part`, 'utf8'), '')
})

for (const kind of stores) {
  test(`on ${kind} an account that is made while a backup is read leaves no name behind that nobody has`, async (t) => {
    const house = await openHouse(t, kind)
    assert.equal((await house.run('add anna')).code, 0)
    const found: DurableEntry[] = []
    for await (const entry of house.store.durable.entries()) {
      found.push(entry)
      if (found.length === 1) assert.equal((await house.run('add late')).code, 0)
    }
    assert.ok(
      found.every((entry) => entry.kind === 'account'),
      JSON.stringify(found.map(({ kind }) => kind)),
    )
  })
}
