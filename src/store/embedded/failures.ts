import type { DatabaseSync } from 'node:sqlite'
import type { Bounds, Consequence, CountedTry, Factor } from '../../../interactions/sms-otp/failures.ts'
import { type FailureRecord, noFailures, readFailures } from '../failure-record.ts'

/* What a failure record becomes, as pure functions; redis/failure-scripts.ts says the same in Lua. */

const dayLength = 86_400_000

/** One more failure, and what it led to. */
export interface Failed {
  readonly record: FailureRecord
  readonly consequence?: Consequence
}

/**
 * Counts a failure of a factor. Each `perLock` of them, over all factors, begin a lock, and each lock is twice as long
 * as the one before; the daily few of the slow count end with the day (UTC).
 */
export function failed(record: FailureRecord, factor: Factor, bounds: Bounds, now: number): Failed {
  const streak = (record.streaks[factor] ?? 0) + 1
  const streaks = { ...record.streaks, [factor]: streak }
  const days = withToday(record.days, bounds, now)
  const counted = { ...record, streaks, days }
  if (streak >= bounds.ceiling) return disabledBy(counted, factor)
  const slowUntil = slowEnd(days, bounds, now)
  const lockUntil = now + lockLength(sum(streaks), bounds)
  const until = Math.max(record.until, slowUntil, lockUntil)
  const slow = slowUntil > now && until === slowUntil
  const consequence = slow ? 'slowed' : lockUntil > now ? 'locked' : undefined
  return { record: { ...counted, until, slow }, ...(consequence && { consequence }) }
}

/** Success ends the streak of the factor that was used; the slow count stays. Without one it is the same record. */
export function succeeded(record: FailureRecord, factor: Factor): FailureRecord {
  if (record.streaks[factor] === undefined) return record
  const { [factor]: _, ...streaks } = record.streaks
  return { ...record, streaks }
}

function disabledBy(record: FailureRecord, factor: Factor): Failed {
  return { record: { ...record, disabled: { ...record.disabled, [factor]: true } }, consequence: 'disabled' }
}

/** One more failure, with what it takes to take it back. */
export function attempted(record: FailureRecord, factor: Factor, bounds: Bounds, now: number) {
  const { record: after, consequence } = failed(record, factor, bounds, now)
  const { until, slow } = record
  const counted: CountedTry = {
    factor,
    ...(consequence === undefined ? {} : { consequence }),
    day: Math.floor(now / dayLength),
    before: { until, slow },
    after: after.until,
  }
  return { record: after, counted }
}

/** The try was right: neither its day nor the lock it began counts, and the factor's streak is over. */
export function takenBack(record: FailureRecord, counted: CountedTry): FailureRecord {
  const { factor, day, before, after, consequence } = counted
  const { [day]: failures = 0, ...otherDays } = record.days
  const days = failures > 1 ? { ...otherDays, [day]: failures - 1 } : otherDays
  // Somebody else's failure may have begun a longer lock meanwhile: that one stays.
  const barrier = record.until === after ? before : {}
  const own = consequence === 'disabled' ? forgiven(record, factor) : succeeded(record, factor)
  return { ...own, ...barrier, days }
}

/** What one factor did is forgiven; locks and the slow count stay. */
export function forgiven(record: FailureRecord, factor: Factor): FailureRecord {
  const { [factor]: _, ...disabled } = record.disabled
  return { ...succeeded(record, factor), disabled }
}

/** 0 unless this failure completes another `perLock`. */
function lockLength(failures: number, { perLock, firstLock, longestLock }: Bounds): number {
  if (failures % perLock !== 0) return 0
  return Math.min(longestLock, firstLock * 2 ** (failures / perLock - 1))
}

function withToday(days: FailureRecord['days'], { slow }: Bounds, now: number): FailureRecord['days'] {
  const today = Math.floor(now / dayLength)
  const kept = Object.entries(days).filter(([day]) => Number(day) > today - slow.days)
  return { ...Object.fromEntries(kept), [today]: (days[today] ?? 0) + 1 }
}

/** Midnight when the daily few are used up, otherwise 0. */
function slowEnd(days: FailureRecord['days'], { slow }: Bounds, now: number): number {
  const today = Math.floor(now / dayLength)
  const spent = sum(days) >= slow.failures && (days[today] ?? 0) >= slow.triesADay
  return spent ? (today + 1) * dayLength : 0
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}

/** How long the longest slow count may look back: the configuration's bound. */
const longestMemory = 31 * dayLength

/** The `failures` table. A record with a streak never expires: waiting resets nothing. */
export function failureRows(database: DatabaseSync) {
  const select = database.prepare(
    'SELECT state FROM failures WHERE account = ? AND (expires IS NULL OR expires > ?)',
  )
  const upsert = database.prepare(`INSERT INTO failures (account, state, expires) VALUES (?, ?, ?)
    ON CONFLICT (account) DO UPDATE SET state = excluded.state, expires = excluded.expires`)
  const remove = database.prepare('DELETE FROM failures WHERE account = ?')
  return {
    read(account: string, now: number): FailureRecord {
      const row = select.get(account, now)
      return row === undefined ? noFailures : readFailures(String(row.state))
    },
    write(account: string, record: FailureRecord, now: number): void {
      const lasting = [record.disabled, record.streaks].some((each) => Object.keys(each).length > 0)
      upsert.run(account, JSON.stringify(record), lasting ? null : now + longestMemory)
    },
    remove: (account: string) => void remove.run(account),
  }
}
