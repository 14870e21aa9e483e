import type { Account } from '../account.ts'
import { withoutRememberedBrowsers } from '../remembered.ts'
import { withSessionsEnded } from '../sessions.ts'

/** What else changes with an account, in the same write: browsers are forgotten and sessions end (SES-11, SES-14). */
export function withConsequences(before: Account, after: Account, now: number): Account {
  // A new account has neither.
  if (before.version === 0) return after
  const differs = (key: keyof Account) => before[key] !== after[key]
  const disabled = after.disabled === true && before.disabled !== true
  const proofs = differs('number') || differs('smsOptOut')
  const entry = differs('passwordHash') || disabled
  const forgotten = proofs || entry ? withoutRememberedBrowsers(after) : after
  return entry ? withSessionsEnded(forgotten, now) : forgotten
}
