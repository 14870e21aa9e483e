import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type {
  Charge,
  Charged,
  LimitStore,
  SpendStore,
  Tally,
  Trail,
  Wait,
  WaitStore,
} from '../../limits/ports.ts'
import { chargedOf, keyNames } from '../limit-answers.ts'
import { readObject } from '../read-object.ts'
import { transaction } from './database.ts'
import { type Kept, lookAt, noted, numberIn, periodEnd, refusalOf, waitOf } from './spend.ts'

interface Rows {
  read(key: string, now: number): string | undefined
  write(key: string, kept: Kept): void
  remove(key: string): void
}

/** Longer than anything is kept: the stop switch holds until somebody takes it back. */
const forever = Number.MAX_SAFE_INTEGER

/** Limits in the `limits` table; each method is one transaction. See LimitStore. */
export function embeddedLimits(database: DatabaseSync, clock: Clock): LimitStore {
  const rows = rowsOf(database)
  const atomically = async <T>(work: (now: number) => T): Promise<T> =>
    transaction(database, () => work(clock()))
  return { spend: spendOf(rows, atomically), waits: waitsOf(rows, atomically) }
}

type Atomically = <T>(work: (now: number) => T) => Promise<T>

const stopKey = 'sms:stopped'
const smsKey = (name: string) => `sms:${name}`

function spendOf(rows: Rows, atomically: Atomically): SpendStore {
  const usedOf = (tally: Tally, now: number) => numberIn(rows.read(smsKey(keyNames.budget(tally)), now))
  return {
    charge: (charge, { dry = false } = {}) => atomically((now) => chargeOnce(rows, charge, dry, now)),
    giveBack: (tallies, at) =>
      atomically((now) => {
        for (const tally of tallies) {
          if (periodEnd(tally.period, at) !== periodEnd(tally.period, now)) continue
          const key = smsKey(keyNames.budget(tally))
          const used = usedOf(tally, now)
          const taken = { ...tally, amount: -Math.min(used, tally.amount) }
          const { next } = lookAt(taken, String(used), now)
          if (next !== undefined) rows.write(key, next)
        }
      }),
    note: (watches, what, within) =>
      atomically((now) => {
        if (within !== undefined && !take(rows, within, now)) return
        for (const watch of watches) {
          const key = smsKey(keyNames.watch(watch))
          rows.write(key, noted(rows.read(key, now), what, now))
        }
      }),
    used: (tallies) => atomically((now) => tallies.map((tally) => usedOf(tally, now))),
    stop: (reason) =>
      atomically((now) =>
        rows.write(stopKey, { state: JSON.stringify({ reason, at: now }), expires: forever }),
      ),
    start: () => atomically(() => rows.remove(stopKey)),
    stopped: () =>
      atomically((now) => {
        const state = rows.read(stopKey, now)
        if (state === undefined) return undefined
        const { reason, at } = readObject(state) ?? {}
        return { reason: String(reason), at: Number(at) }
      }),
  }
}

/** One use of a trail, if there is one left. */
function take(rows: Rows, trail: Trail, now: number): boolean {
  const key = smsKey(keyNames.budget(trail))
  const { wait, next } = lookAt(trail, rows.read(key, now), now)
  if (wait > 0 || next === undefined) return false
  rows.write(key, next)
  return true
}

function chargeOnce(rows: Rows, charge: Charge, dry: boolean, now: number): Charged {
  const keys = charge.budgets.map((budget) => smsKey(keyNames.budget(budget)))
  const looked = charge.budgets.map((budget, index) => lookAt(budget, rows.read(keys[index] ?? '', now), now))
  const watches = charge.watches.map((watch) =>
    waitOf(watch, rows.read(smsKey(keyNames.watch(watch)), now), now),
  )
  const waits = { budgets: looked.map(({ wait }) => wait), watches }
  const stopped = rows.read(stopKey, now) !== undefined
  const refusal = stopped ? { by: 'stopped', retryIn: 0 } : refusalOf(charge, waits)
  const before = looked.map(({ left }) => left)
  if (refusal !== undefined) return chargedOf({ ...refusal, left: before }, charge.budgets)
  for (const [index, { next }] of looked.entries()) {
    if (!dry && next !== undefined) rows.write(keys[index] ?? '', next)
  }
  const left = charge.budgets.map((budget, index) => {
    return (before[index] ?? 0) - (budget.kind === 'tally' ? budget.amount : 1)
  })
  const low = charge.budgets.filter(
    (budget, index) => budget.kind === 'tally' && (left[index] ?? 0) * 5 <= budget.limit,
  )
  return chargedOf({ left, low: low.map(({ name }) => name), at: now }, charge.budgets)
}

function waitsOf(rows: Rows, atomically: Atomically): WaitStore {
  const keyOf = (wait: Wait) => `password:${keyNames.wait(wait)}`
  const stateOf = (wait: Wait, now: number): readonly [failures: number, until: number] =>
    JSON.parse(rows.read(keyOf(wait), now) ?? '[0,0]')
  const runningOf = (waits: readonly Wait[], now: number) =>
    waits
      .map((wait) => ({ by: wait.name, retryIn: stateOf(wait, now)[1] - now }))
      .filter(({ retryIn }) => retryIn > 0)
      .toSorted((one, other) => other.retryIn - one.retryIn)[0]
  return {
    attempt: (waits, behind = [], { dry = false } = {}) =>
      atomically((now) => {
        const running = runningOf(waits, now)
        if (running !== undefined) return { admitted: false, ...running }
        const blind = runningOf(behind, now) !== undefined
        if (dry) return { admitted: true, blind }
        for (const wait of blind ? waits : [...waits, ...behind]) {
          rows.write(keyOf(wait), failed(wait, stateOf(wait, now)[0] + 1, now))
        }
        return { admitted: true, blind }
      }),
    takeBack: (waits, cleared = []) =>
      atomically((now) => {
        for (const wait of waits) {
          const failures = stateOf(wait, now)[0] - 1
          if (failures <= 0 || cleared.includes(wait)) rows.remove(keyOf(wait))
          else rows.write(keyOf(wait), keptFor(wait, [failures, 0], now))
        }
      }),
  }
}

function failed(wait: Wait, failures: number, now: number): Kept {
  const beyond = failures - wait.free
  const pause = beyond <= 0 ? 0 : Math.min(wait.longestSeconds, wait.firstSeconds * 2 ** (beyond - 1)) * 1000
  return keptFor(wait, [failures, pause === 0 ? 0 : now + pause], now)
}

function keptFor(wait: Wait, state: readonly [number, number], now: number): Kept {
  return { state: JSON.stringify(state), expires: now + wait.forgetSeconds * 1000 }
}

function rowsOf(database: DatabaseSync): Rows {
  const select = database.prepare('SELECT state FROM limits WHERE key = ? AND expires > ?')
  const upsert = database.prepare(`INSERT INTO limits (key, state, expires) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET state = excluded.state, expires = excluded.expires`)
  const remove = database.prepare('DELETE FROM limits WHERE key = ?')
  return {
    read(key, now) {
      const row = select.get(key, now)
      return row === undefined ? undefined : String(row.state)
    },
    write: (key, { state, expires }) => void upsert.run(key, state, expires),
    remove: (key) => void remove.run(key),
  }
}
