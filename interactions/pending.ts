import type { Place } from './sms-otp/ports.ts'

/** What a browser has proved or begun, for minutes: a few words of the caller's own, none of them secret. */
export type Facts = Readonly<Record<string, string>>

/**
 * Steps of a change that takes more than one request: a fresh proof that allows it, a number that waits for its code.
 * Bound to account, purpose and browser like a challenge, and gone after its time. Each method is one atomic operation,
 * and rejects when the store did not answer in time.
 */
export interface PendingStore {
  /**
   * Puts facts in a place, in the stead of what was there.
   *
   * @param ttl milliseconds
   */
  put(place: Place, facts: Facts, ttl: number): Promise<void>
  /** What is there; undefined when there is nothing, or no longer. */
  look(place: Place): Promise<Facts | undefined>
  /** The same, and takes it away: of several callers one gets it. */
  take(place: Place): Promise<Facts | undefined>
  /** Takes away everything of an account. */
  forget(account: string): Promise<void>
}
