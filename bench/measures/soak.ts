import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { send } from '../driver/browser.ts'
import { causeMessage, logIn } from '../driver/login.ts'
import type { Person } from '../people.ts'
import { openSide, type Side } from '../sides.ts'
import { median } from '../statistics.ts'
import type { World } from '../world.ts'

/** What a server holds after a minute of the run, garbage collected, and what Redis keeps for ever. */
interface Sample {
  readonly heap: number
  readonly rss: number
  readonly handles: number
  readonly keysWithoutEnd: number
}

export interface SoakMeasured {
  readonly minutes: number
  readonly logins: number
  /** Those that a broken connection to Redis ended. */
  readonly failed: number
  readonly samples: readonly Sample[]
}

/** What is begun in each second, and how many of the people only ever begin a login. */
const everySecond = { logins: 4, abandoned: 1 }
const leaving = 100

/**
 * Logs people in at a steady rate, with logins that are given up, requests that nobody should make, and once a minute
 * every connection to Redis broken: what a server holds must not grow by it (PRC-09).
 */
export async function measureSoak(world: World, minutes: number): Promise<SoakMeasured> {
  const side = await openSide(world, 'ours')
  const redis = new Redis(world.redis.url)
  const done = { logins: 0, failed: 0 }
  const samples: Sample[] = []
  const [regular, others] = [world.people.slice(leaving), world.people.slice(0, leaving)]
  const underWay = new Set<Promise<unknown>>()
  try {
    for (let second = 0; second < minutes * 60; second += 1) {
      const next = sleep(1000)
      for (const work of oneSecond(side, regular, others, second, done)) {
        underWay.add(work)
        work.finally(() => underWay.delete(work))
      }
      await next
      if (second % 60 === 29) await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      if (second % 60 !== 59) continue
      await Promise.all(underWay)
      samples.push(await sampleOf(side, redis))
    }
  } finally {
    redis.disconnect()
    await side.child.stop()
  }
  return { minutes, ...done, samples }
}

function oneSecond(
  { site }: Side,
  regular: readonly Person[],
  others: readonly Person[],
  second: number,
  done: { logins: number; failed: number },
): readonly Promise<unknown>[] {
  const pick = (from: readonly Person[], place: number) => from[place % from.length] as Person
  const fail = () => {
    done.failed += 1
  }
  const logins = Array.from({ length: everySecond.logins }, (_, index) => {
    const login = logIn(site, pick(regular, second * everySecond.logins + index))
    return Promise.race([login, sleep(20_000).then(() => Promise.reject(new Error('no message')))]).then(
      () => {
        done.logins += 1
      },
      fail,
    )
  })
  const abandoned = Array.from({ length: everySecond.abandoned }, (_, index) =>
    causeMessage(site, pick(others, second * everySecond.abandoned + index)).catch(fail),
  )
  const nonsense = [
    `/auth?client_id=nobody-${second}`,
    `/interaction/nobody-${second}`,
    `/nowhere/${second}`,
  ].map((path) => send(new URL(path, site.issuer), { headers: {} }).catch(fail))
  return [...logins, ...abandoned, ...nonsense]
}

async function sampleOf({ child }: Side, redis: Redis): Promise<Sample> {
  // Connections that are not used are closed after five seconds.
  await sleep(6000)
  const { heap, rss, handles } = await child.ask({ ask: 'kept' })
  let keysWithoutEnd = 0
  for await (const keys of redis.scanStream({ count: 1000 })) {
    const ends = await Promise.all(keys.map((key: string) => redis.pttl(key)))
    keysWithoutEnd += ends.filter((end) => end === -1).length
  }
  return { heap, rss, handles, keysWithoutEnd }
}

/** A table for bench/README.md: the first third of the samples beside the last. */
export function reportSoak({ minutes, logins, failed, samples }: SoakMeasured): string {
  const third = Math.ceil(samples.length / 3)
  const parts = [samples.slice(0, third), samples.slice(-third)]
  const row = (name: string, read: (sample: Sample) => number) => {
    const [first = 0, last = 0] = parts.map((part) => median(part.map(read)))
    return `| ${name} | ${first.toFixed(1)} | ${last.toFixed(1)} | ${(last / first).toFixed(2)} |`
  }
  const mebibytes = (bytes: number) => bytes / 2 ** 20
  return [
    `${minutes} minutes, ${logins} logins, ${failed} ended by a broken connection`,
    '',
    '| median | first third | last third | ratio |',
    '|---|---:|---:|---:|',
    row('heap, garbage collected, MiB', ({ heap }) => mebibytes(heap)),
    row('resident memory, MiB', ({ rss }) => mebibytes(rss)),
    row('sockets, timers and other handles', ({ handles }) => handles),
    row('keys in Redis without an end', ({ keysWithoutEnd }) => keysWithoutEnd),
  ].join('\n')
}
