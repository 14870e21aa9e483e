import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { defaultTerms } from '../../interactions/sms-otp/defaults.ts'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import type { Store } from '../../src/store/store.ts'
import { startRedis } from '../../test/support/redis.ts'

/** Bytes of Redis's memory that one live counter takes, by kind. */
export type CounterSizes = ReadonlyMap<string, number>

const random = () => randomBytes(16).toString('base64url')
const subject = () => random().slice(0, 22)
const forADay = [
  { limit: 5, seconds: 600 },
  { limit: 10, seconds: 86_400 },
]

/** One live counter of each kind, as a running server leaves it behind. */
const kinds: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  'number or account, 1 message': ({ limits }) => {
    const trail = { kind: 'trail', name: 'number', subject: subject(), gaps: [], windows: forADay } as const
    return limits.spend.charge({ budgets: [trail], watches: [] })
  },
  'number or account, 10 messages': async ({ limits }) => {
    const windows = [{ limit: 10, seconds: 86_400 }]
    const trail = { kind: 'trail', name: 'number', subject: subject(), gaps: [], windows } as const
    for (let message = 0; message < 10; message += 1)
      await limits.spend.charge({ budgets: [trail], watches: [] })
  },
  'block, country, client': ({ limits }) => {
    const fixed = { kind: 'tally', name: 'block', period: 'day', limit: 60, amount: 1 } as const
    return limits.spend.charge({ budgets: [{ ...fixed, subject: subject() }], watches: [] })
  },
  'conversion of a block': ({ limits }) =>
    limits.spend.note([{ name: 'block conversion', subject: subject() }], 'sent'),
  'password wait': ({ limits }) => {
    const fixed = { name: 'pair', free: 5, firstSeconds: 2, longestSeconds: 900, forgetSeconds: 86_400 }
    return limits.waits.attempt([{ ...fixed, subject: subject() }])
  },
  'failures of an account': async ({ challenges }) => {
    const place = { account: random(), purpose: 'login', browser: 'b' }
    await challenges.open(place, 'c', { kid: 'k', digest: 'd' }, defaultTerms)
    await challenges.verify(place, { k: 'x' }, defaultBounds)
  },
}

/** Makes so many of each kind in a Redis of their own, by the scripts that make them. */
export async function measureCounters(each: number): Promise<CounterSizes> {
  const sizes = new Map<string, number>()
  for (const [kind, make] of Object.entries(kinds)) sizes.set(kind, await sizeOf(make, each))
  return sizes
}

async function sizeOf(make: (store: Store) => Promise<unknown>, count: number): Promise<number> {
  const server = await startRedis()
  const store = await openRedisStore({ url: server.url })
  const client = new Redis(server.url)
  try {
    await make(store)
    const before = await usedMemory(client)
    for (let made = 0; made < count; made += 200) {
      await Promise.all(Array.from({ length: 200 }, () => make(store)))
    }
    await dropChallenges(client)
    return ((await usedMemory(client)) - before) / count
  } finally {
    await client.quit()
    await store.close()
    await server.stop()
  }
}

/** Those that brought the failures about. */
async function dropChallenges(client: Redis): Promise<void> {
  for await (const keys of client.scanStream({ match: '*:challenge:*', count: 1000 })) {
    if ((keys as string[]).length > 0) await client.del(...(keys as string[]))
  }
}

async function usedMemory(client: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1])
}

export function reportCounters(sizes: CounterSizes): string {
  const rows = [...sizes].map(([kind, bytes]) => `| ${kind} | ${Math.round(bytes)} |`)
  return ['| a live counter in Redis | bytes, at most 250 |', '|---|---:|', ...rows].join('\n')
}
