/**
 * The account's failure record: one for all its challenges, browsers and second factors. Waiting, another message,
 * another login or another number resets nothing; only success does, and only for the factor that was used.
 */

/** Kinds of second factors, each with a count of its own. */
export type Factor = 'sms' | 'backup'

/** How many wrong guesses an account survives (NIST SP 800-63B 3.2.2). */
export interface Bounds {
  /** Consecutive failures, over all factors together, that lock every one of them for a while; and so many again. */
  readonly perLock: number
  /** Milliseconds of the first lock; each further one is twice as long. */
  readonly firstLock: number
  readonly longestLock: number
  /** Consecutive failures of one factor that disable it until an admin clears it. */
  readonly ceiling: number
  /** A count that success does not reset: from so many failures in so many days on, only a few tries a day are left. */
  readonly slow: { readonly failures: number; readonly days: number; readonly triesADay: number }
}

/** Why no code of a factor is looked at, whatever is typed. A lock is in the way of every factor, `disabled` of its own. */
export type Barrier =
  /** `retryIn` in milliseconds; `slow` when it is the daily few that are used up. */
  | { readonly kind: 'locked'; readonly retryIn: number; readonly slow: boolean }
  | { readonly kind: 'disabled' }

/** What one failure set off, for the log and for whoever keeps accounts. */
export type Consequence = 'locked' | 'slowed' | 'disabled'

/**
 * A try at something that is compared outside the store: counted as a failure before, and taken back with it when it
 * was right. Everything but `consequence` is the store's own business.
 */
export interface CountedTry {
  readonly factor: Factor
  /** What the try led to, if it was wrong. */
  readonly consequence?: Consequence
  /** The day it was counted on, since the epoch (UTC). */
  readonly day: number
  /** What was in the way before, and since: milliseconds since the epoch by the store's clock. */
  readonly before: { readonly until: number; readonly slow: boolean }
  readonly after: number
}

/** Also the most that a configuration may allow. */
export const defaultBounds: Bounds = {
  perLock: 10,
  firstLock: 15 * 60_000,
  longestLock: 4 * 3_600_000,
  ceiling: 100,
  slow: { failures: 200, days: 30, triesADay: 5 },
}
