import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { closeConnections } from '../driver/browser.ts'
import type { Side } from '../sides.ts'
import { median, type Spread, spreadOf } from '../statistics.ts'

/** What one side cost over all blocks. */
export interface SideCost {
  /** Milliseconds of processor time per login. */
  readonly cpu: Spread
  /** The same for Redis. */
  readonly redisCpu: Spread
  /** Logins per second while this side's blocks ran, the driver's own work included. */
  readonly rate: number
  /** Bytes: before the first request, and the median at the end of the blocks. */
  readonly memory: { readonly rest: number; readonly load: number }
}

export interface Comparison {
  readonly bare: SideCost
  readonly ours: SideCost
  /** Ours by bare, pair by pair: what the machine does to both cancels out. */
  readonly ratio: Spread
  readonly pairs: number
  readonly logins: number
}

export interface BlockOptions {
  readonly pairs: number
  /** Logins in one block. */
  readonly logins: number
  readonly warmUp: number
}

/** How many log in at the same time. */
const atOnce = 4

interface Block {
  readonly cpu: number
  readonly redisCpu: number
  readonly rss: number
  readonly seconds: number
}

/** Both sides in turn, each pair beginning with the other one than the pair before. */
export async function compare(
  sides: { bare: Side; ours: Side },
  redisUrl: string,
  { pairs, logins, warmUp }: BlockOptions,
): Promise<Comparison> {
  const redis = new Redis(redisUrl)
  const rest = { bare: await restingMemory(sides.bare), ours: await restingMemory(sides.ours) }
  const blocks: { bare: Block[]; ours: Block[] } = { bare: [], ours: [] }
  for (const side of [sides.bare, sides.ours]) await side.logIn(warmUp, atOnce)
  for (let pair = 0; pair < pairs; pair += 1) {
    const order = pair % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const)
    for (const name of order) blocks[name].push(await runBlock(sides[name], redis, logins))
  }
  redis.disconnect()
  const ratios = blocks.ours.map((ours, pair) => ours.cpu / (blocks.bare[pair]?.cpu ?? Number.NaN))
  return {
    bare: costOf(blocks.bare, rest.bare, logins),
    ours: costOf(blocks.ours, rest.ours, logins),
    ratio: spreadOf(ratios),
    pairs,
    logins,
  }
}

async function restingMemory({ child }: Side): Promise<number> {
  await sleep(1000)
  return (await child.ask({ ask: 'usage' })).rss
}

async function runBlock(side: Side, redis: Redis, logins: number): Promise<Block> {
  const redisBefore = await redisCpu(redis)
  const before = await side.child.ask({ ask: 'usage' })
  await side.logIn(logins, atOnce)
  closeConnections()
  const after = await side.child.ask({ ask: 'usage' })
  return {
    cpu: (after.cpu - before.cpu) / logins,
    redisCpu: ((await redisCpu(redis)) - redisBefore) / logins,
    rss: after.rss,
    seconds: (after.time - before.time) / 1000,
  }
}

/** Milliseconds of processor time since Redis started. */
async function redisCpu(redis: Redis): Promise<number> {
  const report = await redis.info('cpu')
  const seconds = (name: string) => Number(new RegExp(`^${name}:(.*)$`, 'm').exec(report)?.[1])
  return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1000
}

function costOf(blocks: readonly Block[], rest: number, logins: number): SideCost {
  return {
    cpu: spreadOf(blocks.map(({ cpu }) => cpu)),
    redisCpu: spreadOf(blocks.map((block) => block.redisCpu)),
    rate: median(blocks.map(({ seconds }) => logins / seconds)),
    memory: { rest, load: median(blocks.map(({ rss }) => rss)) },
  }
}
