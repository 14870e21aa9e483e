import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { type RedisWay, startProxy } from '../driver/proxy.ts'
import { type RequestTime, timeRequests } from '../driver/request-times.ts'
import { openSide, type Side } from '../sides.ts'
import { median } from '../statistics.ts'
import type { World } from '../world.ts'

/** What a login asks of Redis. */
export interface RedisUse {
  /** Per login, by name, as sent; a script is one. */
  readonly commands: ReadonlyMap<string, number>
  readonly total: number
  /** Round trips that each request of a login has to wait for one after another, in the login's order. */
  readonly waits: readonly (readonly [request: string, count: number])[]
  /** Of a round trip, as a PING finds it. Milliseconds. */
  readonly roundTrip: number
  /** What one login takes, nothing else going on: next to Redis, and that far away. Milliseconds. */
  readonly near: number
  readonly far: number
}

/** Each direction; a login waits for both. Milliseconds. */
const distance = 10

/**
 * Counts and times logins of one side through a proxy, one login at a time.
 *
 * @param logins how many for each of the measurements
 */
export async function measureRedisUse(world: World, name: Side['name'], logins: number): Promise<RedisUse> {
  const proxy = await startProxy(world.redis.port)
  const side = await openSide(world, name, { redisUrl: proxy.url })
  try {
    await side.logIn(10 * logins, 4)
    const commands = await countCommands(proxy, side, logins)
    const near = await timeLogins(side, logins)
    const nearTrip = await pingTime(proxy)
    proxy.delay = distance
    const roundTrip = (await pingTime(proxy)) - nearTrip
    const far = await timeLogins(side, logins)
    return {
      commands,
      total: [...commands.values()].reduce((sum, count) => sum + count, 0),
      waits: waitsOf(near.requests, far.requests, roundTrip),
      roundTrip,
      near: near.login,
      far: far.login,
    }
  } finally {
    await side.child.stop()
    proxy.close()
  }
}

interface LoginTime {
  readonly login: number
  readonly requests: readonly RequestTime[]
}

/** The median of whole logins; of each request, which are the same ones every time, the fastest: load only adds. */
async function timeLogins(side: Side, logins: number): Promise<LoginTime> {
  const times: number[] = []
  const requests: RequestTime[][] = []
  for (let count = 0; count < logins; count += 1) {
    requests.push(await timeRequests(async () => times.push(...(await side.logIn(1, 1)))))
  }
  const [first = []] = requests
  return {
    login: median(times),
    requests: first.map(({ request }, place) => ({
      request,
      milliseconds: Math.min(...requests.map((all) => all[place]?.milliseconds ?? Number.NaN)),
    })),
  }
}

/** How much longer each request takes far away. A request waits a whole number of times, so the rest is noise. */
function waitsOf(near: readonly RequestTime[], far: readonly RequestTime[], roundTrip: number) {
  return near.map(({ request, milliseconds }, place) => {
    const longer = (far[place]?.milliseconds ?? Number.NaN) - milliseconds
    return [request, Math.round(longer / roundTrip)] as const
  })
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
