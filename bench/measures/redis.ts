import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type RedisWay, startProxy } from '../driver/proxy.ts'
import { openSide, type Side } from '../sides.ts'
import { median } from '../statistics.ts'
import type { World } from '../world.ts'

/** What a login asks of Redis. */
export interface RedisUse {
  /** Per login, by name, as sent; a script is one. */
  readonly commands: ReadonlyMap<string, number>
  readonly total: number
  /** Round trips that a login has to wait for one after another. */
  readonly waits: number
  /** Milliseconds, measured with a PING through the same way. */
  readonly roundTrip: number
  /** Milliseconds that one login takes, nothing else going on: next to Redis, and that far away. */
  readonly near: number
  readonly far: number
}

/** Each direction; a login waits for both. Milliseconds. */
const distance = 10

/**
 * Counts and times logins of one side through a proxy, one login at a time.
 *
 * @param logins how many for each of the two measurements
 */
export async function measureRedisUse(world: World, name: Side['name'], logins: number): Promise<RedisUse> {
  const proxy = await startProxy(world.redis.port)
  const side = await openSide(world, name, { redisUrl: proxy.url })
  try {
    await side.logIn(Math.max(20, logins), 1)
    const commands = await countCommands(proxy, side, logins)
    const nearTrip = await pingTime(proxy)
    const near = median(await side.logIn(logins, 1))
    proxy.delay = distance
    const roundTrip = (await pingTime(proxy)) - nearTrip
    const far = median(await side.logIn(logins, 1))
    const total = [...commands.values()].reduce((sum, count) => sum + count, 0)
    return { commands, total, waits: (far - near) / roundTrip, roundTrip, near, far }
  } finally {
    await side.child.stop()
    proxy.close()
  }
}

/** Commands of the logins and of nobody else: what is on its way before and after has arrived. */
async function countCommands(
  proxy: RedisWay,
  side: Side,
  logins: number,
): Promise<ReadonlyMap<string, number>> {
  await sleep(300)
  proxy.takeCommands()
  await side.logIn(logins, 1)
  await sleep(300)
  return new Map([...proxy.takeCommands()].map(([name, count]) => [name, count / logins]))
}

async function pingTime(proxy: RedisWay): Promise<number> {
  const redis = new Redis(proxy.url)
  await redis.ping()
  const times: number[] = []
  for (let count = 0; count < 30; count += 1) {
    const started = performance.now()
    await redis.ping()
    times.push(performance.now() - started)
  }
  redis.disconnect()
  return median(times)
}
