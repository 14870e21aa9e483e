import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { acrValues } from '../interactions/assurance.ts'
import { freePort } from '../test/support/free-port.ts'
import type { BareSettings } from './bare/provider.ts'
import { type Child, startChild } from './driver/child.ts'
import type { Gateway } from './driver/gateway.ts'
import { logIn, type Site } from './driver/login.ts'
import { ourSettings } from './ours/settings.ts'
import type { World } from './world.ts'

/** One of the two servers that are compared, running. */
export interface Side {
  readonly name: 'bare' | 'ours'
  readonly child: Child
  readonly site: Site
  /**
   * Makes whole logins, some at a time, each by the next person.
   *
   * @returns how long each took, in milliseconds
   */
  logIn(count: number, atOnce: number): Promise<number[]>
}

export interface SideOptions {
  /** By default straight to Redis. */
  readonly redisUrl?: string
  /** True: the password hash is computed as shipped. */
  readonly hash?: boolean
  /** Where messages go; by default to the gateway that accepts everything. */
  readonly gateway?: Gateway
}

export async function openSide(
  world: World,
  name: 'bare' | 'ours',
  options: SideOptions = {},
): Promise<Side> {
  const { redisUrl = world.redis.url, hash = false, gateway = world.gateway } = options
  const port = await freePort()
  const path = join(world.folder, `${name}-${port}.json`)
  const place = { port, redisUrl, log: join(world.folder, `${name}-${port}.log`) }
  const settings = name === 'bare' ? bareSettings(world, place) : ourSettings({ ...world, gateway }, place)
  await writeFile(path, JSON.stringify(settings), { mode: 0o600 })
  const child = await startChild(name, { settings: path, hash })
  const site = siteOf(world, name, port)
  return { name, child, site, logIn: (count, atOnce) => logInMany(site, world, count, atOnce) }
}

export function bareSettings(
  world: World,
  { port, redisUrl }: { port: number; redisUrl: string },
): BareSettings {
  const { signingKeys, cookieKeys, people, passwordHash } = world
  return { issuer: `http://localhost:${port}`, port, redisUrl, signingKeys, cookieKeys, people, passwordHash }
}

function siteOf({ gateway }: World, name: 'bare' | 'ours', port: number): Site {
  const issuer = `http://localhost:${port}`
  if (name === 'bare') return { issuer }
  const expected = { acr: acrValues.twoFactors, amr: ['pwd', 'sms', 'mfa'] }
  return { issuer, nextCode: (number) => gateway.next(number), expected }
}

async function logInMany(site: Site, world: World, count: number, atOnce: number): Promise<number[]> {
  const times: number[] = []
  let left = count
  const worker = async () => {
    while (left > 0) {
      left -= 1
      const started = performance.now()
      await logIn(site, world.nextPerson())
      times.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return times
}
