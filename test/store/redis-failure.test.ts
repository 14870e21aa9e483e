import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { it, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import type { Terms } from '../../interactions/sms-otp/ports.ts'
import type { Account } from '../../src/accounts/account.ts'
import { openRedisStore, type RedisStoreOptions } from '../../src/store/redis/index.ts'
import { type Store, StoreUnavailableError } from '../../src/store/store.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'

const terms: Terms = {
  lifetime: 60_000,
  tries: 5,
  resends: 3,
  cooldowns: [0],
  sendDeadline: 60_000,
  keep: 60_000,
}
const sealed = { kid: 'k', digest: 'right' }
const place = { account: 'someone', purpose: 'login', browser: 'b' }
const other = { ...place, browser: 'another' }
const account: Account = { id: 'a', version: 1, username: 'a', createdAt: 1, updatedAt: 1 }
const canary = 'canary-of-a-token-value'

async function start(t: TestContext, options: Partial<RedisStoreOptions> = {}) {
  const redis = await startRedis()
  const store = await openRedisStore({ url: redis.url, ...options })
  t.after(async () => {
    redis.resume()
    await store.close()
    await redis.stop()
  })
  return { redis, store }
}

/** One call of everything that changes something, on records that `prepare` made. */
const writes: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'saving a token': async (store) =>
    store.adapter('AccessToken').upsert(canary, { jti: canary, grantId: 'g' }, 60),
  'saving a session': async (store) => store.adapter('Session').upsert('s2', { jti: 's2', uid: 'u' }, 60),
  'noting an assertion': async (store) => store.adapter('ReplayDetection').upsert('new', { jti: 'new' }, 60),
  consuming: async (store) => store.adapter('RefreshToken').consume('refresh'),
  destroying: async (store) => store.adapter('Session').destroy('s'),
  revoking: async (store) => store.adapter('RefreshToken').revokeByGrantId('g'),
  opening: (store) => store.challenges.open(other, 'c2', sealed, terms),
  resending: (store) => store.challenges.resend(place, { kid: 'k', digest: 'second' }, terms),
  settling: (store) => store.challenges.settle(place, 'c', 1, 'refused'),
  receiving: (store) => store.challenges.receive(place, 'c', 1, 'arrived'),
  'expecting a receipt': (store) => store.receipts.expect('one', 'x', { place, id: 'c', message: 1 }, 60_000),
  'bringing a receipt': (store) => store.receipts.report('one', 'y', 'arrived', 60_000),
  'trying a wrong code': (store) => store.challenges.verify(place, { k: 'wrong' }, defaultBounds),
  'trying the right code': (store) => store.challenges.verify(place, { k: 'right' }, defaultBounds),
  'saving an account': (store) => store.accounts.save({ ...account, version: 2 }, ['b']),
}

const reads: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'finding a token': async (store) => store.adapter('RefreshToken').find('refresh'),
  'finding a session': async (store) => store.adapter('Session').findByUid('u'),
  'looking at a challenge': (store) => store.challenges.view(place),
  'finding an account': (store) => store.accounts.find('a'),
  'finding by identifier': (store) => store.accounts.findByIdentifier('a'),
  listing: (store) => store.accounts.all()[Symbol.asyncIterator]().next(),
}

async function prepare(store: Store): Promise<void> {
  await store.adapter('RefreshToken').upsert('refresh', { jti: 'refresh', grantId: 'g' }, 60)
  await store.adapter('Session').upsert('s', { jti: 's', uid: 'u' }, 60)
  await store.challenges.open(place, 'c', sealed, terms)
  await store.accounts.save(account, ['a'])
}

/** A client of the test's own, which does not come back by itself. */
function clientOf(t: TestContext, redis: TestRedis): Redis {
  const client = new Redis(redis.url, { retryStrategy: () => null })
  client.on('error', () => {})
  t.after(() => client.disconnect())
  return client
}

/** Everything that is stored, by key. */
async function dump(t: TestContext, redis: TestRedis): Promise<Record<string, unknown>> {
  const client = clientOf(t, redis)
  const all: Record<string, unknown> = {}
  for (const key of (await client.keys('*')).sort()) {
    const type = await client.type(key)
    if (type === 'string') all[key] = await client.get(key)
    else all[key] = type === 'hash' ? await client.hgetall(key) : await client.zrange(key, '0', '-1')
  }
  return all
}

async function assertUnavailable(name: string, work: Promise<unknown>, within: number): Promise<void> {
  const started = performance.now()
  await assert.rejects(work, StoreUnavailableError, name)
  const took = performance.now() - started
  assert.ok(took <= within, `${name} took ${took} ms`)
}

/** Waits for the store to answer again; it has to mend itself. */
async function untilBack(store: Store, within: number): Promise<void> {
  const deadline = performance.now() + within
  while (performance.now() < deadline) {
    const alive = await store.accounts.find('nobody').then(
      () => true,
      () => false,
    )
    if (alive) return
    await sleep(20)
  }
  assert.fail(`Redis was not back within ${within} ms`)
}

const calls = Object.entries({ ...writes, ...reads, 'asking for life': (store: Store) => store.ping() })

it('without Redis every call is refused at once, and works again by itself within ten seconds of its return', async (t) => {
  const troubles: Error[] = []
  const onTrouble = (error: Error) => {
    troubles.push(error)
    throw new Error('a log that is broken')
  }
  const { redis, store } = await start(t, { onTrouble })
  await prepare(store)
  await redis.kill()
  for (const [name, call] of calls) await assertUnavailable(name, call(store), 1500)
  await sleep(300)
  for (const [name, call] of calls) await assertUnavailable(name, call(store), 100)
  assert.match(String(troubles[0]?.message), /ECONNREFUSED/)
  await redis.restart()
  await untilBack(store, 10_000)
  assert.deepEqual(await store.accounts.find('a'), account, 'the append-only file brought it back')
  assert.deepEqual(await store.challenges.verify(place, { k: 'right' }, defaultBounds), { result: 'right' })
})

it('while Redis stalls every call ends within a second and a half', async (t) => {
  const { redis, store } = await start(t)
  await prepare(store)
  redis.pause()
  await Promise.all(calls.map(([name, call]) => assertUnavailable(name, call(store), 1500)))
  for (const [name, call] of calls.slice(0, 1)) await assertUnavailable(name, call(store), 1500)
})

it('no ghosts: a change that timed out while Redis stalled does nothing when Redis goes on', async (t) => {
  const { redis, store } = await start(t, { commandTimeout: 300 })
  await prepare(store)
  const before = await dump(t, redis)
  redis.pause()
  const late = Object.entries(writes).map(([name, call]) => assertUnavailable(name, call(store), 1000))
  await Promise.all(late)
  await sleep(100)
  redis.resume()
  await untilBack(store, 10_000)
  assert.deepEqual(await dump(t, redis), before)
  assert.deepEqual(await store.challenges.verify(place, { k: 'right' }, defaultBounds), { result: 'right' })
})

it('a connection that is cut in the middle of a call sends nothing again', async (t) => {
  const { redis, store } = await start(t, { commandTimeout: 300 })
  const cutter = clientOf(t, redis)
  await store.challenges.open(place, 'c', sealed, { ...terms, tries: 1000 })
  let answered = 0
  for (let round = 0; round < 5; round += 1) {
    const tries = Array.from({ length: 20 }, () =>
      store.challenges.verify(place, { k: 'wrong' }, { ...defaultBounds, perLock: 1000, ceiling: 1000 }),
    )
    const outcome = Promise.allSettled(tries)
    await cutter.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    answered += (await outcome).filter(({ status }) => status === 'fulfilled').length
    await untilBack(store, 5000)
  }
  const counted = 1000 - ((await store.challenges.view(place))?.triesLeft ?? 0)
  assert.ok(counted >= answered && counted <= 100, `${answered} answered, ${counted} counted, 100 made`)
})

it('after SCRIPT FLUSH, again and again under load, nobody notices', async (t) => {
  const { redis, store } = await start(t)
  const client = clientOf(t, redis)
  for (let round = 0; round < 10; round += 1) {
    const load = Array.from({ length: 20 }, async () => {
      const id = randomUUID()
      await store.adapter('AuthorizationCode').upsert(id, { jti: id, grantId: id }, 60)
      await store.adapter('AuthorizationCode').consume(id)
    })
    await Promise.all([...load, client.script('FLUSH')])
  }
})

it('a full Redis refuses every change as a whole; reading and deleting go on; it recovers by itself', async (t) => {
  const { redis, store } = await start(t)
  const client = clientOf(t, redis)
  await prepare(store)
  const before = await dump(t, redis)
  await client.config('SET', 'maxmemory', '1')
  const { destroying, revoking, ...needing } = writes
  for (const [name, call] of Object.entries(needing)) await assertUnavailable(name, call(store), 1500)
  await assertUnavailable('asking for life', store.ping(), 1500)
  assert.deepEqual(await dump(t, redis), before)
  for (const call of Object.values(reads)) assert.notEqual(await call(store), undefined)
  await destroying?.(store)
  await revoking?.(store)
  assert.equal(await store.adapter('Session').findByUid('u'), undefined)
  assert.equal(await store.adapter('RefreshToken').find('refresh'), undefined)
  await client.config('SET', 'maxmemory', '0')
  await store.ping()
  assert.deepEqual(await store.challenges.verify(place, { k: 'right' }, defaultBounds), { result: 'right' })
})

it('a primary that became a replica refuses changes, and serves again once it is promoted', async (t) => {
  const { redis, store } = await start(t)
  const client = clientOf(t, redis)
  await prepare(store)
  await client.replicaof('127.0.0.1', '1')
  await assertUnavailable('opening', store.challenges.open(other, 'c2', sealed, terms), 1500)
  await client.replicaof('NO', 'ONE')
  await untilBack(store, 5000)
  assert.equal((await store.challenges.open(other, 'c2', sealed, terms)).opened, true)
})

it('when this machine and Redis have come to disagree about the time, a call finds out and still succeeds', async (t) => {
  const { store } = await start(t)
  const real = performance.now.bind(performance)
  t.mock.method(performance, 'now', () => real() - 3_600_000)
  assert.equal((await store.challenges.open(place, 'c', sealed, terms)).opened, true)
  await store.accounts.save(account, ['a'])
})

it('what is told of a failure holds no argument of the command that failed', async (t) => {
  const troubles: Error[] = []
  const { redis, store } = await start(t, { commandTimeout: 200, onTrouble: (error) => troubles.push(error) })
  const seen: unknown[] = []
  const save = () =>
    Promise.resolve(store.adapter('AccessToken').upsert(canary, { jti: canary, scope: canary }, 60)).catch(
      (error: unknown) => seen.push(error),
    )
  const client = clientOf(t, redis)
  await client.config('SET', 'maxmemory', '1')
  await save()
  await client.config('SET', 'maxmemory', '0')
  redis.pause()
  await save()
  await redis.kill()
  await save()
  assert.equal(seen.length, 3)
  const told = inspect([...seen, ...troubles], { depth: 10, showHidden: true })
  assert.ok(!told.includes(canary), told)
  assert.match(told, /OOM.+timed out/s)
})
