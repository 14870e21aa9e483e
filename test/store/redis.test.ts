import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import type { Terms } from '../../interactions/sms-otp/ports.ts'
import { inspectRedis, openRedisStore } from '../../src/store/redis/index.ts'
import { startRedis } from '../support/redis.ts'
import { accountsContract } from './contract/accounts.ts'
import { activityContract } from './contract/activity.ts'
import { adapterContract } from './contract/adapter.ts'
import { challengesContract } from './contract/challenges.ts'
import { durableContract } from './contract/durable.ts'
import { spendContract } from './contract/limits/spend.ts'
import { waitsContract } from './contract/limits/waits.ts'
import type { OpenStore } from './contract/opener.ts'
import { pendingContract } from './contract/pending.ts'
import { receiptStoreContract } from './contract/receipts.ts'
import { sessionMovesContract } from './contract/session-moves.ts'

const server = await startRedis()
const store = await openRedisStore({ url: server.url })
const client = new Redis(server.url)
after(async () => {
  await store.close()
  await client.quit()
  await server.stop()
})

const open: OpenStore = async () => ({ store, pass: (milliseconds) => sleep(milliseconds) })

// At once, since they wait for real lifetimes.
describe('redis: what every store promises', { concurrency: true }, () => {
  adapterContract('redis', open)
  sessionMovesContract('redis', open)
  challengesContract('redis', open)
  receiptStoreContract('redis', open)
  pendingContract('redis', open)
  activityContract('redis', open)
  accountsContract('redis', open)
  durableContract('redis', open)
  waitsContract('redis', open)
})

// Its switch stops every charge in the store.
spendContract('redis', open)

const place = { account: 'someone', purpose: 'login', browser: 'b' }
const terms: Terms = { lifetime: 9000, tries: 5, resends: 3, cooldowns: [0], sendDeadline: 9000, keep: 9000 }

it('redis: a machine whose clock is wrong says so, and by how much', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 90_000 })
  const [found] = await inspectRedis(server.url)
  assert.equal(found?.level, 'warning')
  assert.match(found?.message ?? '', /: this machine's clock is 90 seconds ahead of Redis's$/)
  assert.ok(Math.abs(store.clockDifference() + 90_000) < 2000, 'one that was set while it runs is found, too')
  t.mock.timers.reset()
  assert.ok(Math.abs(store.clockDifference()) < 2000)
})

it('redis: what a newer version wrote is not touched', async () => {
  const prefix = 'newer:'
  await client.set(`${prefix}format`, 2)
  await assert.rejects(openRedisStore({ url: server.url, prefix }), /newer version \(its format is 2/)
  assert.deepEqual(
    (await allKeys()).filter((key) => key.startsWith(prefix)),
    [`${prefix}format`],
  )
  await client.del(`${prefix}format`)
})

async function allKeys(): Promise<string[]> {
  const keys: string[] = []
  for await (const batch of client.scanStream({ count: 1000 })) keys.push(...(batch as string[]))
  return keys
}

it('redis: every key but the accounts has a lifetime, after everything that happened to it', async () => {
  await store.ping()
  const sealed = { kid: 'k', digest: 'd' }
  const { view } = await store.challenges.open(place, 'c', sealed, terms)
  assert.ok(view)
  await store.challenges.resend(place, sealed, terms)
  await store.challenges.settle(place, view.id, 2, 'refused', 'one')
  await store.challenges.receive(place, view.id, 2, 'arrived')
  await store.activity.note('someone', { at: 1, what: 'sign-in' })
  await store.pending.put(place, { a: 'b' }, 9000)
  await store.receipts.report('one', 'early', 'arrived', 9000)
  await store.receipts.expect('one', 'late', { place, id: view.id, message: 2 }, 9000)
  await store.challenges.verify(place, { k: 'x' }, defaultBounds)
  await store.adapter('RefreshToken').upsert('r', { jti: 'r', grantId: 'g' }, 60)
  await store.adapter('RefreshToken').consume('r')
  await store.adapter('Session').upsert('s', { jti: 's', uid: 'u' }, 60)
  const keys = await allKeys()
  assert.ok(keys.length > 6)
  const lasting: string[] = []
  for (const key of keys) if ((await client.pttl(key)) === -1) lasting.push(key)
  // A failure record stays while a streak lasts: waiting resets nothing.
  assert.ok(lasting.includes('lk:{someone}:failures'))
  assert.deepEqual(lasting.filter((key) => !key.endsWith(':failures')).sort(), [
    'lk:format',
    'lk:{accounts}:documents',
    'lk:{accounts}:identifiers',
  ])
})

it('redis: a grant index lives as long as its longest member, whatever is added after that', async () => {
  const index = async () => {
    const keys = (await allKeys()).filter((key) => key.startsWith('lk:grant:'))
    const lives = await Promise.all(keys.map((key) => client.pttl(key)))
    return Math.max(...lives)
  }
  await store.adapter('RefreshToken').upsert('long', { jti: 'long', grantId: 'index' }, 5000)
  await store.adapter('AccessToken').upsert('short', { jti: 'short', grantId: 'index' }, 10)
  assert.ok((await index()) > 4_900_000)
  await store.adapter('AccessToken').destroy('short')
  assert.ok((await index()) > 4_900_000)
  await store.adapter('RefreshToken').destroy('long')
  assert.ok((await index()) < 4_900_000, 'an index without members is gone')
})

it('redis: whoever reads the keys and values finds no token value', async () => {
  const secret = 'a-token-value-that-must-not-be-there'
  for (const kind of ['AccessToken', 'RefreshToken', 'AuthorizationCode', 'Interaction', 'ReplayDetection']) {
    await store.adapter(kind).upsert(secret, { jti: secret, kind, grantId: 'g' }, 60)
  }
  for (const key of await allKeys()) {
    const value = (await client.type(key)) === 'string' ? await client.get(key) : ''
    assert.ok(!key.includes(secret) && !value?.includes(secret), key)
  }
})

it('redis: a record that cannot be read does not exist', async () => {
  await store.adapter('Grant').upsert('torn', { jti: 'torn' }, 60)
  const [key = ''] = (await allKeys()).filter((name) => name.startsWith('lk:Grant:'))
  for (const value of ['1   \n{"jti":', '1   \n[]', '2   \n{}', '{}', '']) {
    await client.set(key, value, 'PX', 60_000)
    assert.equal(await store.adapter('Grant').find('torn'), undefined, value)
  }
})

it('redis: a challenge that cannot be read is an error, and no fresh start', async () => {
  const torn = { ...place, account: 'torn' }
  const sealed = { kid: 'k', digest: 'd' }
  for (const value of ['{"id":', '{}', '{"id":"x","codes":[{"tried":"many"}]}']) {
    await client.set('lk:{torn}:challenge:login:b', value, 'PX', 60_000)
    await assert.rejects(store.challenges.view(torn), { code: 'store_unavailable' })
    await assert.rejects(store.challenges.open(torn, 'c', sealed, terms), { code: 'store_unavailable' })
    const verdict = await store.challenges
      .verify(torn, { k: 'd' }, defaultBounds)
      .catch(() => ({ result: 'rejected' }))
    assert.ok(['rejected', 'expired'].includes(verdict.result), verdict.result)
  }
})

it('redis: accounts may live in another Redis than the throw-away state', async (t) => {
  const other = await startRedis()
  t.after(other.stop)
  const split = await openRedisStore({ url: server.url, accountsUrl: other.url, prefix: 'split:' })
  t.after(split.close)
  const account = { id: 'a', version: 1, username: 'a', createdAt: 1, updatedAt: 1 }
  await split.accounts.save(account, ['a'])
  await split.adapter('Grant').upsert('g', { jti: 'g' }, 60)
  await split.ping()
  const beside = new Redis(other.url)
  t.after(() => beside.quit())
  assert.deepEqual((await beside.keys('*')).sort(), [
    'split:beat',
    'split:format',
    'split:{accounts}:documents',
    'split:{accounts}:identifiers',
  ])
  assert.deepEqual(await split.accounts.findByIdentifier('a'), account)
})

it('redis: a server that is not there, or wants a password, is one clear error without the password', async (t) => {
  const gone = await startRedis()
  await gone.stop()
  const url = `redis://user:hidden@127.0.0.1:${gone.port}`
  await assert.rejects(openRedisStore({ url }), (error: Error) => {
    assert.match(
      error.message,
      new RegExp(`Redis at 127\\.0\\.0\\.1:${gone.port} cannot be used: .*ECONNREFUSED`),
    )
    assert.ok(!error.message.includes('hidden'))
    return true
  })
  const guarded = await startRedis({ args: ['--requirepass', 'right', '--save', ''] })
  t.after(guarded.stop)
  await assert.rejects(
    openRedisStore({ url: `redis://:hidden@127.0.0.1:${guarded.port}` }),
    (error: Error) => /WRONGPASS/.test(error.message) && !error.message.includes('hidden'),
  )
  const store = await openRedisStore({ url: `redis://:right@127.0.0.1:${guarded.port}` })
  await store.ping()
  await store.close()
})

it('redis: a server that could lose or evict things, or is a replica, is found out at start', async (t) => {
  assert.deepEqual(await inspectRedis(server.url), [])
  const careless = await startRedis({ args: ['--maxmemory-policy', 'allkeys-lru', '--save', ''] })
  t.after(careless.stop)
  const found = await inspectRedis(careless.url)
  assert.deepEqual(
    found.map(({ level }) => level),
    ['error', 'error'],
  )
  assert.match(found.map(({ message }) => message).join('\n'), /allkeys-lru.*noeviction.*appendonly yes/s)
  const accepted = await inspectRedis(careless.url, { acceptDataLoss: true })
  assert.deepEqual(
    accepted.map(({ level }) => level),
    ['warning', 'warning'],
  )
  const replica = await startRedis({
    args: ['--replicaof', '127.0.0.1', '1', '--appendonly', 'yes', '--save', ''],
  })
  t.after(replica.stop)
  assert.match((await inspectRedis(replica.url)).map(({ message }) => message).join(), /replica|slave/)
})
