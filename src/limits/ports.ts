/**
 * What limits need of a store. Each method is one atomic operation in one slot (`{sms}` or `{password}`), counts by
 * the store's own clock, and rejects when the store did not answer in time: the caller then says no.
 */

/** Something that may happen so often and no more. Names and subjects are the caller's; a subject holds no number or name in clear. */
export type Budget = Trail | Tally

/** Each use is remembered by its time, so that no stretch of that length ever holds more. For few uses: 100 at most. */
export interface Trail {
  readonly kind: 'trail'
  readonly name: string
  readonly subject: string
  /** Seconds between one use and the next, after the 1st, 2nd, … use in the longest window; the last one repeats. */
  readonly gaps: readonly number[]
  readonly windows: readonly { readonly limit: number; readonly seconds: number }[]
}

/** Counted by calendar period, UTC. For many uses, and for money. */
export interface Tally {
  readonly kind: 'tally'
  readonly name: string
  readonly subject: string
  readonly period: Period
  readonly limit: number
  /** What one use takes: 1 for a message; for money its price in ten-thousandths of the currency. */
  readonly amount: number
}

export type Period = 'minute' | 'hour' | 'day' | 'month'

/** A ratio of successes that something must keep, over the last hour; see `note`. */
export interface Watch {
  readonly name: string
  readonly subject: string
  /** Logins with an accepted message that it takes before the ratio means anything. */
  readonly minimum: number
  /** Of verified to accepted, 0 to 1; below it the watch is closed. */
  readonly ratio: number
  /** Logins younger than this are not counted as failed yet. Seconds, whole minutes. */
  readonly graceSeconds: number
}

/** What is left of one budget after (or, refused, without) this use; for a trail of its tightest window. */
export interface Left {
  readonly name: string
  readonly period?: Period
  readonly left: number
}

export type Charged =
  /** `low`: names of the tallies of which a fifth or less is left. */
  | {
      readonly allowed: true
      readonly left: readonly Left[]
      readonly low: readonly string[]
      /** When, by the store's clock: milliseconds since the epoch. */
      readonly at: number
    }
  | {
      readonly allowed: false
      /** Name of the budget or the watch that said no, or `stopped`. The one with the longest wait. */
      readonly by: string
      /** Milliseconds until that one would admit it; 0 when nobody knows. */
      readonly retryIn: number
      readonly left: readonly Left[]
    }

/** A charge of one message: everything it is counted by. */
export interface Charge {
  readonly budgets: readonly Budget[]
  readonly watches: readonly Watch[]
}

export interface SpendStore {
  /**
   * Takes one use of every budget, or of none when one of them is spent, a watch is closed or sending is stopped.
   *
   * @param options.dry answers what it would, and takes nothing
   */
  charge(charge: Charge, options?: { readonly dry?: boolean }): Promise<Charged>
  /**
   * Gives a use of these back that was taken at `at`, where that period is still running: what was taken yesterday is no
   * part of what today has used. Nothing falls below 0.
   */
  giveBack(tallies: readonly Tally[], at: number): Promise<void>
  /**
   * Counts a login with an accepted message (`sent`) or one whose code was right (`verified`).
   *
   * @param within only while this has a use left, which is taken
   */
  note(
    watches: readonly Pick<Watch, 'name' | 'subject'>[],
    what: 'sent' | 'verified',
    within?: Trail,
  ): Promise<void>
  /** What has been used of each tally in the period that is running now, in their order. */
  used(tallies: readonly Tally[]): Promise<readonly number[]>
  /** Stops all sending, on every instance, until `start`. */
  stop(reason: string): Promise<void>
  start(): Promise<void>
  /** Undefined while messages may be sent. `at` in milliseconds since the epoch. */
  stopped(): Promise<{ readonly reason: string; readonly at: number } | undefined>
}

/** A wait that grows with each failure: for passwords, which are not sent anywhere and cost nothing but time. */
export interface Wait {
  readonly name: string
  readonly subject: string
  /** Failures before the first wait. */
  readonly free: number
  /** Seconds of the first wait; each further failure doubles it. */
  readonly firstSeconds: number
  readonly longestSeconds: number
  /** Seconds after the last failure until all is forgotten; more than the longest wait. */
  readonly forgetSeconds: number
}

export type Attempt =
  /** `blind`: one of the waits behind is running, so nothing may be compared, and nobody may be told. */
  | { readonly admitted: true; readonly blind: boolean }
  /** `by` is the name of the wait that has longest to go; `retryIn` in milliseconds. */
  | { readonly admitted: false; readonly by: string; readonly retryIn: number }

export interface WaitStore {
  /**
   * Counts a failure in every wait before anything is tried, or in none while one of them is running.
   *
   * @param behind waits that nobody may notice: while one of them is running none of these is counted, and the others are
   * @param options.dry answers what it would, and counts nothing
   */
  attempt(
    waits: readonly Wait[],
    behind?: readonly Wait[],
    options?: { readonly dry?: boolean },
  ): Promise<Attempt>
  /**
   * Takes that one failure back, with the wait it began: nothing was tried, or it was right.
   *
   * @param cleared among them, those that start anew altogether
   */
  takeBack(waits: readonly Wait[], cleared?: readonly Wait[]): Promise<void>
}

/** The two of them in one store. */
export interface LimitStore {
  readonly spend: SpendStore
  readonly waits: WaitStore
}
