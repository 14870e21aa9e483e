import type { Barrier, Factor } from '../../interactions/sms-otp/failures.ts'
import { readObject } from './read-object.ts'

/**
 * An account's failure record at rest, the same document in both stores. What a failure led to is decided when it
 * happens and kept, so that a look needs no bounds. Times are milliseconds since the epoch by the store's clock.
 */
export interface FailureRecord {
  /** Consecutive failures by factor; a factor without any is left out. */
  readonly streaks: Readonly<Record<string, number>>
  /** No code is looked at before. */
  readonly until: number
  /** Whether `until` is there because the daily few are used up. */
  readonly slow: boolean
  /** Failures by day since the epoch (UTC), as far back as they are counted; success takes none away. */
  readonly days: Readonly<Record<string, number>>
  /** Factors whose own streak was too long. */
  readonly disabled: Readonly<Record<string, true>>
}

export const noFailures: FailureRecord = { streaks: {}, until: 0, slow: false, days: {}, disabled: {} }

/** What is in the way of a factor at this moment. */
export function barrierOf(
  { disabled, until, slow }: FailureRecord,
  factor: Factor,
  now: number,
): Barrier | undefined {
  if (disabled[factor]) return { kind: 'disabled' }
  return now < until ? { kind: 'locked', retryIn: until - now, slow } : undefined
}

/**
 * Reads a stored record with its types checked.
 *
 * @throws when it is not one of ours. Taking it for "no failures" would hand out fresh tries.
 */
export function readFailures(text: string): FailureRecord {
  const stored = readObject(text)
  const record = { ...noFailures, ...stored }
  if (stored === undefined || !isRecord(record)) throw new TypeError('a stored failure record cannot be read')
  return record
}

function isRecord(record: Record<string, unknown>): record is Record<string, unknown> & FailureRecord {
  const { streaks, until, slow, days, disabled } = record
  const flags = typeof slow === 'boolean' && areFlags(disabled)
  return flags && Number.isSafeInteger(until) && areCounts(streaks) && areCounts(days)
}

function areFlags(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((flag) => flag === true)
}

function areCounts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).every((count) => Number.isSafeInteger(count))
}
