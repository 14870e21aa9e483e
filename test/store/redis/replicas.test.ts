import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openRedisStore } from '../../../src/store/redis/index.ts'
import { StoreUnavailableError } from '../../../src/store/store.ts'
import { startRedis, startReplica } from '../../support/redis.ts'

const account = (version: number) => ({ id: 'a', version, username: 'a', createdAt: 0, updatedAt: version })

async function primaryAndReplica(t: TestContext) {
  const primary = await startRedis()
  const replica = await startReplica(primary)
  const store = await openRedisStore({ url: primary.url, accountsReplicas: 1 })
  t.after(async () => {
    replica.resume()
    await store.close()
    await replica.stop()
    await primary.stop()
  })
  // A replica that has just begun may need longer than a change may take.
  for (let tries = 0; !(await isConfirmed(store, `first-${tries}`)); tries += 1) assert.ok(tries < 20)
  return { primary, replica, store }
}

/** Whether the replica confirms that somebody of this name is new. */
function isConfirmed(store: Awaited<ReturnType<typeof openRedisStore>>, name: string): Promise<boolean> {
  return store.accounts.save({ ...account(1), id: name, username: name }, [name]).then(
    () => true,
    () => false,
  )
}

test('a change of an account is on the replica when it counts as made', async (t) => {
  const { replica, store } = await primaryAndReplica(t)
  for (let version = 1; version <= 20; version += 1) {
    assert.deepEqual(await store.accounts.save(account(version), ['a']), { saved: true })
    const copy = await openRedisStore({ url: replica.url })
    assert.equal((await copy.accounts.find('a'))?.version, version)
    await copy.close()
  }
})

test('a change that no replica confirms is refused in bounded time, and nothing else waits for it', async (t) => {
  const { replica, store } = await primaryAndReplica(t)
  await store.accounts.save(account(1), ['a'])
  replica.pause()
  const began = performance.now()
  const order: string[] = []
  const refused = assert.rejects(store.accounts.save(account(2), ['a']), StoreUnavailableError)
  await Promise.all([
    refused.then(() => order.push('refused')),
    store.accounts.find('a').then(() => order.push('found')),
    store.ping().then(() => order.push('pinged')),
  ])
  assert.equal(order.at(-1), 'refused')
  assert.ok(performance.now() - began < 3000)
  replica.resume()
  // What was refused may have been done: the version says so, and the next change goes on from there.
  const { version = 0 } = (await store.accounts.find('a')) ?? {}
  for (let tries = 0; tries < 20; tries += 1) {
    const saved = await store.accounts.save(account(version + 1), ['a']).catch(() => undefined)
    if (saved !== undefined) break
    await wait(100)
  }
  assert.ok(((await store.accounts.find('a'))?.version ?? 0) > version)
})
