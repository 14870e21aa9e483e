import type { Proof } from './assurance.ts'
import type { PendingStore } from './pending.ts'
import type { Clock } from './sms-otp/ports.ts'

/**
 * When an account's second factor was last proved in a browser: the factor's own time, which a session does not know.
 * A session's time is that of its oldest factor, so where there is no record the factor counts as old as the session:
 * never younger than it is.
 */
export interface SecondProof extends Proof {
  /** E.164 that the code went to; absent for a backup code. */
  readonly number?: string
}

export interface SecondFactors {
  /** @param browser digest of the browser's secret */
  note(account: string, browser: string, proof: SecondProof): Promise<void>
  /** Undefined when there is none, or one that is older than any session may be. */
  last(account: string, browser: string): Promise<SecondProof | undefined>
}

/** @param lifetime how long a session may last, in seconds; a proof counts no longer */
export function createSecondFactors(pending: PendingStore, clock: Clock, lifetime: number): SecondFactors {
  const placeOf = (account: string, browser: string) => ({ account, browser, purpose: 'second-factor' })
  return {
    note: (account, browser, { at, ...proof }) =>
      pending.put(placeOf(account, browser), { ...proof, at: String(at) }, lifetime * 1000),
    async last(account, browser) {
      const { factor, at, number } = (await pending.look(placeOf(account, browser))) ?? {}
      if ((factor !== 'sms' && factor !== 'otp') || !isRecent(Number(at), clock() / 1000, lifetime)) {
        return undefined
      }
      return { factor, at: Number(at), ...(number === undefined ? {} : { number }) }
    },
  }
}

/** False, too, for what is no time at all. */
function isRecent(at: number, now: number, lifetime: number): boolean {
  return Number.isSafeInteger(at) && now < at + lifetime
}
