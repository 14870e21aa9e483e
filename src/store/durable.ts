import type { Account } from '../accounts/account.ts'
import type { FailureRecord } from './failure-record.ts'

/** What must outlive the loss of a store; the rest (sessions, tokens, challenges, counters) is made anew by signing in. */
export type DurableEntry =
  /** An account as it is stored, and what it can be found by. */
  | { readonly kind: 'account'; readonly account: Account; readonly identifiers: readonly string[] }
  /** An identifier that a removed account goes on holding, so that nobody else comes to it. */
  | { readonly kind: 'held'; readonly identifier: string; readonly account: string }
  /** Wrong codes so far: without them a restored store would hand out fresh tries. `expires`: milliseconds since the epoch. */
  | {
      readonly kind: 'failures'
      readonly account: string
      readonly record: FailureRecord
      readonly expires?: number
    }

/** The same in both stores, so that what one gave the other takes. */
export interface DurableStore {
  /** All of it, while others go on reading and writing: each entry as it is when its turn comes. */
  entries(): AsyncIterable<DurableEntry>
  /**
   * Writes each of them where there is nothing yet, all or nothing for each. Again with the same it changes nothing, so
   * that what broke off can be done again.
   *
   * @returns for each whether it is there now; false where something else was
   */
  put(entries: readonly DurableEntry[]): Promise<readonly boolean[]>
}
