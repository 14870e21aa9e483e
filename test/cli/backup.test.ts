import assert from 'node:assert/strict'
import { readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { backup } from '../../src/cli/backup/backup.ts'
import { restore } from '../../src/cli/backup/restore.ts'
import { backupLines } from '../../src/cli/backup/write.ts'
import { besideServer } from '../../src/cli/with-store.ts'
import { loadDeployment } from '../../src/config/load.ts'
import type { DurableEntry } from '../../src/store/durable.ts'
import { openStore } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { configuration } from '../config/support.ts'
import { startRedis } from '../support/redis.ts'
import { openHouse, stores } from './user/house.ts'

type Kind = (typeof stores)[number]

/** A server's store with people of every kind in it, and a backup of it, made while it is open. */
async function backedUp(t: TestContext, kind: Kind) {
  const house = await openHouse(t, kind)
  for (const args of [
    'add anna --number +94778889001',
    'add ben --number +94778889002',
    'add cleo --number +94778889003',
    'backup-codes anna --generate',
    'set ben --number +94778889004',
    'remove cleo --yes',
  ]) {
    const { code, errors } = await house.run(args)
    assert.equal(code, 0, `${args}: ${errors}`)
  }
  const { id } = await house.account('ben')
  const attempt = () => house.store.challenges.attempt(id, 'sms', { ...defaultBounds, ceiling: 2 })
  await attempt()
  await attempt()
  const file = join(house.directory, 'latchkey.backup')
  await backup({ config: house.directory, out: file })
  return { ...house, file, before: await entriesOf(house.store) }
}

/** A configuration whose store nobody has used yet. */
async function emptyPlace(t: TestContext, kind: Kind): Promise<string> {
  const redis = kind === 'redis' ? await startRedis() : undefined
  if (redis) t.after(() => redis.stop())
  const where = redis ? `kind = "redis"\nurl = "${redis.url}"\n` : 'directory = "data"\n'
  const deployment = `[server]\nissuer = "https://login.example.com"\n[store]\n${where}`
  return configuration(t, { 'deployment.toml': deployment })
}

async function inStore<T>(directory: string, work: (store: Store) => Promise<T>): Promise<T> {
  return besideServer((await loadDeployment(directory)).store, work)
}

async function entriesOf({ durable }: Store): Promise<readonly DurableEntry[]> {
  const entries: DurableEntry[] = []
  for await (const entry of durable.entries()) entries.push(entry)
  return entries.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))
}

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
      const settings = (await loadDeployment(directory)).store
      const store = await openStore(settings, { warn: () => {}, trouble: () => {} })
      const account = { id: 'x', version: 1, username: 'xena', createdAt: 1, updatedAt: 1 }
      await store.accounts.save(account, ['xena'])
      if (kind === 'embedded') await assert.rejects(restored(directory, file), /in use by another process/)
      await store.close()
      await assert.rejects(restored(directory, file), /not empty: it has 1 other accounts/)
      await inStore(directory, async (again) => assert.equal((await entriesOf(again)).length, 1))
    })
  }
})

test('a name that somebody else holds by now is not given back, and the restore says so', async (t) => {
  const { file } = await backedUp(t, 'embedded')
  const directory = await emptyPlace(t, 'redis')
  const held = { kind: 'held', identifier: 'anna', account: 'removed' } as const
  await inStore(directory, ({ durable }) => durable.put([held]))
  await assert.rejects(restored(directory, file), /something else in the place of 1 entries/)
  await inStore(directory, async (store) => {
    const names = (await entriesOf(store)).filter(
      (entry) => 'identifier' in entry && entry.identifier === 'anna',
    )
    assert.deepEqual(names, [held])
  })
})

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

test('a restore that broke off is done again', async (t) => {
  const { file, before } = await backedUp(t, 'embedded')
  const directory = await emptyPlace(t, 'redis')
  await inStore(directory, ({ durable }) => durable.put(before.slice(0, 2)))
  await restored(directory, file)
  await inStore(directory, async (store) => assert.deepEqual(await entriesOf(store), before))
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
