import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { StoreUnavailableError } from '../../src/store/store.ts'
import { accountsContract } from './contract/accounts.ts'
import { activityContract } from './contract/activity.ts'
import { adapterContract } from './contract/adapter.ts'
import { slowFailuresContract } from './contract/challenges/failures.ts'
import { challengesContract } from './contract/challenges.ts'
import { durableContract } from './contract/durable.ts'
import { watchesContract } from './contract/limits/watches.ts'
import { limitsContract } from './contract/limits.ts'
import type { OpenedStore } from './contract/opener.ts'
import { pendingContract } from './contract/pending.ts'
import { receiptStoreContract } from './contract/receipts.ts'
import { sessionMovesContract } from './contract/session-moves.ts'

async function folder(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-store-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  return directory
}

async function open(t: TestContext): Promise<OpenedStore> {
  let now = 1_800_000_000_000
  const store = await openEmbeddedStore({ directory: join(await folder(t), 'data'), clock: () => now })
  t.after(() => store.close())
  return {
    store,
    async pass(milliseconds) {
      now += milliseconds
    },
  }
}

adapterContract('embedded', open)
sessionMovesContract('embedded', open)
challengesContract('embedded', open)
receiptStoreContract('embedded', open)
pendingContract('embedded', open)
activityContract('embedded', open)
accountsContract('embedded', open)
durableContract('embedded', open)
slowFailuresContract('embedded', open)
limitsContract('embedded', open)
watchesContract('embedded', open)

it('embedded: makes its folder and files readable by their owner alone', async (t) => {
  const directory = join(await folder(t), 'deep', 'data')
  const store = await openEmbeddedStore({ directory })
  t.after(() => store.close())
  await store.ping()
  assert.equal((await stat(directory)).mode & 0o777, 0o700)
  for (const file of ['state.db', 'accounts.db', 'state.db-wal', 'accounts.db-wal']) {
    assert.equal((await stat(join(directory, file))).mode & 0o777, 0o600, file)
  }
})

it('embedded: everything is there again after a restart', async (t) => {
  const directory = await folder(t)
  const first = await openEmbeddedStore({ directory })
  await first.adapter('Grant').upsert('g', { jti: 'g', kind: 'Grant' }, 60)
  await first.close()
  const second = await openEmbeddedStore({ directory })
  t.after(() => second.close())
  assert.deepEqual(await second.adapter('Grant').find('g'), { jti: 'g', kind: 'Grant' })
})

it('embedded: a closed store says that it is not available', async (t) => {
  const store = await openEmbeddedStore({ directory: await folder(t) })
  await store.close()
  await assert.rejects(store.ping(), StoreUnavailableError)
  await assert.rejects(store.accounts.find('x'), StoreUnavailableError)
  await assert.rejects(
    store.challenges.view({ account: 'a', purpose: 'p', browser: 'b' }),
    StoreUnavailableError,
  )
})

it('embedded: where no folder can be made it is said so at once, below /proc too', async (t) => {
  const file = join(await folder(t), 'file')
  await writeFile(file, '')
  for (const directory of [file, join(file, 'data'), '/proc/latchkey/data']) {
    await assert.rejects(openEmbeddedStore({ directory }), { message: /cannot be written to/ })
  }
})

it('embedded: a second process is refused with the folder named, and let in once the first was killed', async (t) => {
  const directory = await folder(t)
  const holder = spawn(
    process.execPath,
    [fileURLToPath(new URL('./hold-embedded.ts', import.meta.url)), directory],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  t.after(() => holder.kill('SIGKILL'))
  await once(holder.stdout, 'data')
  await assert.rejects(openEmbeddedStore({ directory }), (error: Error) => {
    assert.match(error.message, /in use by another process/)
    assert.ok(error.message.includes(directory))
    return true
  })
  const gone = once(holder, 'exit')
  holder.kill('SIGKILL')
  await gone
  const store = await openEmbeddedStore({ directory })
  assert.equal((await store.accounts.find('held'))?.username, 'held', 'what was answered survives the kill')
  await store.close()
})

it('embedded: a folder that cannot be used is one clear error that names it', async (t) => {
  const file = join(await folder(t), 'a-file')
  await writeFile(file, '')
  await assert.rejects(openEmbeddedStore({ directory: file }), (error: Error) => error.message.includes(file))
  await assert.rejects(openEmbeddedStore({ directory: join(file, 'below') }), (error: Error) =>
    error.message.includes(join(file, 'below')),
  )
  // Root may write anywhere, so this part proves something only for others.
  const locked = join(await folder(t), 'locked')
  await (await openEmbeddedStore({ directory: locked })).close()
  await chmod(locked, 0o500)
  if (process.getuid?.() !== 0) {
    await rm(join(locked, 'lock.db'), { force: true }).catch(() => {})
    await chmod(join(locked, 'lock.db'), 0o400)
    await assert.rejects(openEmbeddedStore({ directory: locked }), (error: Error) =>
      error.message.includes(locked),
    )
  }
  await chmod(locked, 0o700)
})

it('embedded: files of a newer version and files that are no database are refused, not overwritten', async (t) => {
  const newer = await folder(t)
  const database = new DatabaseSync(join(newer, 'accounts.db'))
  database.exec('PRAGMA user_version = 99')
  database.close()
  await assert.rejects(openEmbeddedStore({ directory: newer }), /accounts\.db was written by a newer version/)
  const broken = await folder(t)
  const text = 'this is a letter to my aunt, and by no means a database'.repeat(20)
  await writeFile(join(broken, 'state.db'), text)
  await assert.rejects(openEmbeddedStore({ directory: broken }), /state\.db cannot be opened as a database/)
  assert.equal(await readFile(join(broken, 'state.db'), 'utf8'), text)
})

it('embedded: files of an older version are brought up to date, and keep what is in them', async (t) => {
  const directory = await folder(t)
  const account = { id: 'a', version: 1, username: 'anna', createdAt: 1, updatedAt: 1 }
  const first = await openEmbeddedStore({ directory })
  await first.accounts.save(account, ['anna'])
  await first.adapter('Session').upsert('kept', { jti: 'kept', kind: 'Session' }, 600)
  await first.close()
  // As it was before numbers waited for their codes and activity was listed.
  const before = new DatabaseSync(join(directory, 'state.db'))
  before.exec('DROP TABLE pending; DROP TABLE activity; PRAGMA user_version = 4')
  before.close()
  const store = await openEmbeddedStore({ directory })
  t.after(() => store.close())
  assert.deepEqual(await store.accounts.findByIdentifier('anna'), account)
  assert.ok(await store.adapter('Session').find('kept'))
  assert.deepEqual(await store.activity.list('a'), [])
})

it('embedded: whoever reads the file finds no token value', async (t) => {
  const directory = await folder(t)
  const store = await openEmbeddedStore({ directory })
  const secret = 'a-token-value-that-must-not-be-on-the-disk'
  for (const kind of ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Interaction']) {
    await store.adapter(kind).upsert(secret, { jti: secret, kind, grantId: 'g' }, 60)
  }
  await store.close()
  assert.equal((await readFile(join(directory, 'state.db'))).includes(secret), false)
})

it('embedded: expired rows are swept away', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const directory = await folder(t)
  let now = 1_800_000_000_000
  const store = await openEmbeddedStore({ directory, clock: () => now })
  for (let i = 0; i < 1200; i += 1) await store.adapter('Grant').upsert(`g${i}`, { jti: `g${i}` }, 10)
  await store.adapter('Grant').upsert('alive', { jti: 'alive' }, 1000)
  now += 11_000
  t.mock.timers.tick(60_000)
  for (let round = 0; round < 3; round += 1) t.mock.timers.tick(20)
  await store.close()
  const database = new DatabaseSync(join(directory, 'state.db'))
  assert.equal(database.prepare('SELECT count(*) AS n FROM records').get()?.n, 1)
  database.close()
})
