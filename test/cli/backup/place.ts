import assert from 'node:assert/strict'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { defaultBounds } from '../../../interactions/sms-otp/failures.ts'
import { backup } from '../../../src/cli/backup/backup.ts'
import { besideServer } from '../../../src/cli/with-store.ts'
import { loadDeployment } from '../../../src/config/load.ts'
import type { DurableEntry } from '../../../src/store/durable.ts'
import { openStore } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/store.ts'
import { configuration } from '../../config/support.ts'
import { startRedis } from '../../support/redis.ts'
import { openHouse, type stores } from '../user/house.ts'

export type Kind = (typeof stores)[number]

/** A server's store with people of every kind in it, and a backup of it, made while it is open. */
export async function backedUp(t: TestContext, kind: Kind) {
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
export async function emptyPlace(t: TestContext, kind: Kind): Promise<string> {
  const redis = kind === 'redis' ? await startRedis() : undefined
  if (redis) t.after(() => redis.stop())
  const where = redis ? `kind = "redis"\nurl = "${redis.url}"\n` : 'directory = "data"\n'
  const deployment = `[server]\nissuer = "https://login.example.com"\n[store]\n${where}`
  return configuration(t, { 'deployment.toml': deployment })
}

export async function inStore<T>(directory: string, work: (store: Store) => Promise<T>): Promise<T> {
  return besideServer((await loadDeployment(directory)).store, work)
}

export async function entriesOf({ durable }: Store): Promise<readonly DurableEntry[]> {
  const entries: DurableEntry[] = []
  for await (const entry of durable.entries()) entries.push(entry)
  return entries.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)))
}

/** The store as a server opens it. */
export async function serving(directory: string): Promise<Store> {
  return openStore((await loadDeployment(directory)).store, { warn: () => {}, trouble: () => {} })
}

/** What a server or a command wrote there. */
export async function seeded(directory: string, entries: readonly DurableEntry[]): Promise<void> {
  const store = await serving(directory)
  await store.durable.put(entries)
  await store.close()
}
