import { passwordClient } from '../client.ts'
import { startGateway } from '../driver/gateway.ts'
import { causeMessage, type Obtained, obtainCode, redeem, type Site } from '../driver/login.ts'
import { openSide, type Side } from '../sides.ts'
import { percentile99, type Spread, spreadOf } from '../statistics.ts'
import type { World } from '../world.ts'

/** Milliseconds the token endpoint took, and their 99th percentile. */
export interface TokenTimes {
  readonly spread: Spread
  readonly slowest: number
}

export interface GatewayMeasured {
  readonly healthy: TokenTimes
  readonly hung: TokenTimes
  /** Of the 99th percentiles, hung to healthy. */
  readonly ratio: number
}

/** Codes redeemed in a round, and logins that wait for their message meanwhile. */
const round = { codes: 60, waiting: 30, atOnce: 4 }

/**
 * Asks the token endpoint of two servers in turn while logins wait for their messages: at one the gateway answers, at
 * the other it takes requests and never does. The codes belong to a client for which the password is enough.
 */
export async function measureHungGateway(world: World, rounds: number): Promise<GatewayMeasured> {
  const dead = await startGateway()
  dead.hang()
  const healthy = await openSide(world, 'ours')
  const hung = await openSide(world, 'ours', { gateway: dead })
  const times = { healthy: [] as number[], hung: [] as number[] }
  try {
    await Promise.all([askTokens(world, healthy), askTokens(world, hung)])
    for (let turn = 0; turn < rounds; turn += 1) {
      times.healthy.push(...(await askTokens(world, healthy)))
      times.hung.push(...(await askTokens(world, hung)))
    }
  } finally {
    await Promise.all([healthy.child.stop(), hung.child.stop()])
    dead.close()
  }
  const [one, other] = [timesOf(times.healthy), timesOf(times.hung)]
  return { healthy: one, hung: other, ratio: other.slowest / one.slowest }
}

function timesOf(values: readonly number[]): TokenTimes {
  return { spread: spreadOf(values), slowest: percentile99(values) }
}

async function askTokens(world: World, side: Side): Promise<number[]> {
  const site: Site = { issuer: side.site.issuer, clientId: passwordClient.client_id }
  const codes: Obtained[] = []
  for (let count = 0; count < round.codes; count += 1) codes.push(await obtainCode(site, world.nextPerson()))
  const waiting = Promise.all(
    Array.from({ length: round.waiting }, () => causeMessage(side.site, world.nextPerson())),
  )
  const times: number[] = []
  const worker = async () => {
    for (let next = codes.pop(); next !== undefined; next = codes.pop()) {
      const began = performance.now()
      await redeem(site, next.code, next.verifier)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: round.atOnce }, worker))
  await waiting
  return times
}

/** A table for bench/README.md. */
export function reportGateway({ healthy, hung, ratio }: GatewayMeasured): string {
  const row = (name: string, { spread, slowest }: TokenTimes) =>
    `| ${name} | ${spread.median.toFixed(1)} | ${slowest.toFixed(1)} |`
  return [
    '| token endpoint, ms | median | p99 |',
    '|---|---:|---:|',
    row('gateway answers', healthy),
    row('gateway hangs', hung),
    '',
    `p99, hung to healthy: ${ratio.toFixed(2)}`,
  ].join('\n')
}
