import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import type { Period } from '../../../src/limits/ports.ts'
import { periodEnd } from '../../../src/store/embedded/spend.ts'
import { openRedisStore } from '../../../src/store/redis/index.ts'
import { chargeMessage } from '../../../src/store/redis/spend-scripts.ts'
import { startRedis } from '../../support/redis.ts'
import { chargeOf, tally, trail, wait, watch } from '../contract/limits/support.ts'

const server = await startRedis()
const store = await openRedisStore({ url: server.url, commandTimeout: 300 })
const client = new Redis(server.url)
const { spend, waits } = store.limits
after(async () => {
  await store.close()
  await client.quit()
  await server.stop()
})

test('redis: a tally ends with its minute, hour, day or month', async () => {
  for (const period of ['minute', 'hour', 'day', 'month'] as const satisfies readonly Period[]) {
    const one = tally({ name: period, period })
    const before = Date.now()
    await spend.charge(chargeOf(one))
    const [key] = await client.keys(`lk:{sms}:tally:${period}:*`)
    const ends = Number(await client.call('PEXPIRETIME', String(key)))
    assert.ok([periodEnd(period, before), periodEnd(period, Date.now())].includes(ends), period)
  }
})

test('redis: what a period that has just ended used is not carried into the next one', async () => {
  const one = tally({ name: 'ended', limit: 3 })
  for (let use = 0; use < 3; use += 1) assert.ok((await spend.charge(chargeOf(one))).allowed)
  assert.ok(!(await spend.charge(chargeOf(one))).allowed)
  const [key] = await client.keys('lk:{sms}:tally:ended:*')
  // A key is still there in the millisecond it ends in, which is the first one of the next period.
  await client.pexpireat(String(key), Date.now() + 5000)
  const next = await spend.charge(chargeOf(one))
  assert.ok(next.allowed)
  assert.deepEqual(
    next.left.map(({ left }) => left),
    [2],
  )
  assert.deepEqual(await spend.used([one]), [1])
  assert.equal(Number(await client.call('PEXPIRETIME', String(key))), periodEnd('day', Date.now()))
})

test('redis: months end where the calendar says, leap years and years of a hundred among them', async () => {
  const { source } = chargeMessage
  const lua = source.slice(source.indexOf('local function monthEnd'), source.indexOf('local lengths'))
  for (let month = 0; month < 12 * 130; month += 1) {
    const now = Date.UTC(1972, month, 1 + (month % 28), month % 24)
    const said = await client.eval(`local now = ${now}\n${lua}\nreturn monthEnd(now)`, 0)
    assert.equal(said, periodEnd('month', now), new Date(now).toISOString())
  }
})

test('redis: a watch closes below its ratio once its logins are old enough', async () => {
  const one = watch({ graceSeconds: 300 })
  for (let login = 0; login < 30; login += 1) await spend.note([one], 'sent')
  await spend.note([one], 'verified')
  const charge = { budgets: [], watches: [one] }
  assert.ok((await spend.charge(charge)).allowed)
  const key = `lk:{sms}:watch:${one.name}:${one.subject}`
  const stored: Record<string, unknown> = JSON.parse(String(await client.get(key)))
  const earlier = Object.entries(stored).map(([slot, counts]) => [Number(slot) - 3, counts])
  await client.set(key, JSON.stringify(Object.fromEntries(earlier)))
  const refused = await spend.charge(charge)
  assert.ok(!refused.allowed && refused.by === one.name)
  assert.ok(refused.retryIn > 40 * 60_000 && refused.retryIn <= 65 * 60_000, `${refused.retryIn}`)
  await spend.note([one], 'verified')
  assert.ok(!(await spend.charge(charge)).allowed)
})

test('redis: every counter but the switch has a lifetime', async () => {
  const kept = [trail(), tally({ amount: 5, limit: 9 })]
  await spend.charge({ budgets: kept, watches: [] })
  await spend.giveBack(
    kept.filter((one) => one.kind === 'tally'),
    Date.now(),
  )
  const one = wait()
  await waits.attempt([one])
  await waits.attempt([one])
  await waits.takeBack([one])
  await spend.stop('a test')
  const lasting: string[] = []
  for (const key of await client.keys('*')) if ((await client.pttl(key)) === -1) lasting.push(key)
  await spend.start()
  // The test above has set one of its own.
  assert.deepEqual(lasting.filter((key) => !key.includes(':watch:')).sort(), [
    'lk:format',
    'lk:{sms}:stopped',
  ])
})

test('redis: a charge whose caller gave up is not made later on', async () => {
  const charge = chargeOf(tally())
  const one = wait({ free: 0, firstSeconds: 60, longestSeconds: 60, forgetSeconds: 120 })
  server.pause()
  const gone = await Promise.allSettled([
    spend.charge(charge),
    waits.attempt([one]),
    spend.note([watch()], 'sent'),
  ])
  assert.ok(gone.every(({ status }) => status === 'rejected'))
  await sleep(200)
  server.resume()
  await sleep(300)
  assert.deepEqual(await spend.used(charge.budgets.filter((each) => each.kind === 'tally')), [0])
  assert.ok((await waits.attempt([one])).admitted)
})

test('redis: a charge outlives a kill of Redis: what was taken before a message left stays taken', async () => {
  const charge = chargeOf(tally({ limit: 2 }), trail({ windows: [{ limit: 5, seconds: 600 }] }))
  assert.ok((await spend.charge(charge)).allowed)
  await server.restart()
  for (let tries = 0; tries < 50; tries += 1) {
    if (
      await store.ping().then(
        () => true,
        () => false,
      )
    )
      break
    await sleep(100)
  }
  const after_ = await spend.charge(charge)
  assert.ok(after_.allowed)
  assert.deepEqual(
    after_.left.map(({ left }) => left),
    [0, 3],
  )
})
