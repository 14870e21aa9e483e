import { parseArgs } from 'node:util'
import { type BlockOptions, type Comparison, compare } from './measures/blocks.ts'
import { bareColdStart, oursColdStart } from './measures/cold-start.ts'
import { measureCounters, reportCounters } from './measures/counters.ts'
import { measureHungGateway, reportGateway } from './measures/gateway.ts'
import { measureHashing } from './measures/hashing.ts'
import { measureRedisUse } from './measures/redis.ts'
import { measureRequests, reportRequests } from './measures/requests.ts'
import { measureSoak, reportSoak } from './measures/soak.ts'
import { profileLogins } from './profile.ts'
import { hotspots, type Measured, report } from './report.ts'
import { openSide } from './sides.ts'
import { openWorld, type World } from './world.ts'

/** How much is measured. `alone`: logins made one at a time. */
interface Amount {
  readonly blocks: BlockOptions
  readonly alone: number
  readonly starts: number
}

const whole: Amount = { blocks: { pairs: 24, logins: 80, warmUp: 400 }, alone: 40, starts: 10 }
const quick: Amount = { blocks: { pairs: 3, logins: 20, warmUp: 20 }, alone: 8, starts: 2 }

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    requests: { type: 'boolean', default: false },
    gateway: { type: 'boolean', default: false },
    counters: { type: 'boolean', default: false },
    /** Minutes. */
    soak: { type: 'string' },
  },
})

const world = await openWorld()
try {
  console.log(await result(world))
} finally {
  await world.close()
}

async function result(shared: World): Promise<string> {
  if (values.profile) return profiles(shared)
  if (values.requests) return reportRequests(await measureRequests(shared, values.quick ? 40 : 600))
  if (values.counters) return reportCounters(await measureCounters(values.quick ? 2000 : 170_000))
  if (values.soak) return reportSoak(await measureSoak(shared, Number(values.soak)))
  if (values.gateway) return reportGateway(await measureHungGateway(shared, values.quick ? 2 : 10))
  return report(await measure(shared, values.quick ? quick : whole))
}

async function measure(shared: World, { blocks, alone, starts }: Amount): Promise<Measured> {
  say(`comparing: ${blocks.pairs} pairs of blocks of ${blocks.logins} logins`)
  const comparison = await compareSides(shared, blocks)
  say('counting what Redis is asked, and how often a login waits for it')
  const redis = {
    bare: await measureRedisUse(shared, 'bare', alone),
    ours: await measureRedisUse(shared, 'ours', alone),
  }
  say('logging in with the password hash as shipped')
  const hashing = await measureHashing(shared, alone)
  say('starting')
  const coldStart = { bare: await bareColdStart(shared, starts), ours: await oursColdStart(shared, starts) }
  return { comparison, redis, hashing, coldStart }
}

async function compareSides(shared: World, blocks: BlockOptions): Promise<Comparison> {
  const bare = await openSide(shared, 'bare')
  const ours = await openSide(shared, 'ours')
  try {
    return await compare({ bare, ours }, shared.redis.url, blocks)
  } finally {
    await Promise.all([bare.child.stop(), ours.child.stop()])
  }
}

async function profiles(shared: World): Promise<string> {
  const texts: string[] = []
  for (const name of ['bare', 'ours'] as const) {
    texts.push(hotspots(name, await profileLogins(shared, name, 800)))
  }
  return texts.join('\n\n')
}

/** Progress goes beside the result. */
function say(what: string): void {
  console.error(`- ${what}`)
}
