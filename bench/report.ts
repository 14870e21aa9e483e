import type { Comparison, SideCost } from './measures/blocks.ts'
import type { ColdStart } from './measures/cold-start.ts'
import type { HashingCost } from './measures/hashing.ts'
import type { RedisUse } from './measures/redis.ts'
import type { Hotspots } from './profile.ts'
import type { Spread } from './statistics.ts'

export interface Measured {
  readonly comparison: Comparison
  readonly redis: { readonly bare: RedisUse; readonly ours: RedisUse }
  readonly hashing: HashingCost
  readonly coldStart: { readonly bare: ColdStart; readonly ours: ColdStart }
}

type Row = readonly [what: string, bare: string, ours: string, aim?: string]

/** Everything on one screen, as a Markdown table: it can be kept as it is. */
export function report({ comparison, redis, hashing, coldStart }: Measured): string {
  const { bare, ours, ratio, pairs, logins } = comparison
  const rows: readonly Row[] = [
    ['per completed login', 'bare, one factor', 'Latchkey, two factors', 'aim'],
    ['---', '---:', '---:', '---'],
    ['server CPU, ratio of each pair', '1', spread(ratio, 2), '1.0, at most 1.25'],
    ['server CPU, ms', spread(bare.cpu), spread(ours.cpu)],
    ['Redis CPU, ms', spread(bare.redisCpu), spread(ours.redisCpu)],
    ['commands to Redis', redis.bare.total.toFixed(1), redis.ours.total.toFixed(1), 'at most 34'],
    ['waits for Redis, one after another', waits(redis.bare), waits(redis.ours), 'at most 21'],
    ['time alone, Redis near, ms', redis.bare.near.toFixed(1), redis.ours.near.toFixed(1)],
    [
      `time alone, Redis ${redis.ours.roundTrip.toFixed(0)} ms away, ms`,
      redis.bare.far.toFixed(0),
      redis.ours.far.toFixed(0),
    ],
    ['logins a second', bare.rate.toFixed(0), ours.rate.toFixed(0)],
    ['memory at rest / under load, MiB', memory(bare), memory(ours)],
    ['cold start, nothing cached, ms', spread(coldStart.bare.cold, 0), spread(coldStart.ours.cold, 0)],
    [
      'cold start, started before, ms',
      spread(coldStart.bare.warm, 0),
      spread(coldStart.ours.warm, 0),
      'at most 600',
    ],
    ['with hashing: CPU, ms', '', beyond(hashing.cpu)],
    ['with hashing: time alone, ms', '', beyond(hashing.time)],
  ]
  const note = `Medians (quartiles) of ${pairs} pairs of blocks of ${logins} logins, four at a time.`
  const more = [details('bare', redis.bare), details('ours', redis.ours)]
  return [note, '', ...rows.map(line), '', ...more].join('\n')
}

function line([what, bare, ours, aim = '']: Row): string {
  const mark = what === '---' ? '-' : ' '
  return `| ${what.padEnd(36, mark)} | ${bare.padStart(20, mark)} | ${ours.padStart(21, mark)} | ${aim.padEnd(17, mark)} |`
}

function spread({ median, low, high }: Spread, digits = 1): string {
  const [middle, from, to] = [median, low, high].map((value) => value.toFixed(digits))
  return `${middle} (${from}–${to})`
}

function memory({ memory: { rest, load } }: SideCost): string {
  return [rest, load].map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' / ')
}

function beyond({ login, hash }: { login: number; hash: number }): string {
  return `${login.toFixed(1)} = ${hash.toFixed(1)} + ${(login - hash).toFixed(1)}`
}

function waits({ waits: byRequest }: RedisUse): string {
  return String(byRequest.reduce((sum, [, count]) => sum + count, 0))
}

function details(name: string, { commands, waits: byRequest }: RedisUse): string {
  const list = [...commands].sort(([, a], [, b]) => b - a)
  return [
    `${name}, commands: ${list.map(([command, count]) => `${command} ${Number(count.toFixed(2))}`).join(', ')}`,
    `${name}, waits: ${byRequest.map(([request, count]) => `${request} ${count}`).join(', ')}`,
  ].join('\n')
}

/** The places where most of the time is spent. */
export function hotspots(name: string, { functions, parts, path }: Hotspots): string {
  const shown = (rows: Hotspots['parts'], count: number) =>
    rows.slice(0, count).map(([place, milliseconds]) => `${milliseconds.toFixed(3).padStart(8)}  ${place}`)
  const whole = parts.reduce((sum, [, milliseconds]) => sum + milliseconds, 0)
  return [
    `${name}: self time, milliseconds of processor time per login; ${whole.toFixed(2)} in all; ${path} for a viewer`,
    ...shown(parts, 40),
    '',
    ...shown(functions, 50),
  ].join('\n')
}
