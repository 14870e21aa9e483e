import type { Account } from '../account.ts'
import { withoutNextNumber } from '../number.ts'
import { withoutRememberedBrowsers } from '../remembered.ts'
import { withSessionsEnded } from '../sessions.ts'

/** What else changes with an account, in the same write: browsers are forgotten and sessions end (SES-11, SES-14). */
export function withConsequences(before: Account, after: Account, now: number): Account {
  // A new account has neither.
  if (before.version === 0) return after
  const differs = (key: keyof Account) => before[key] !== after[key]
  // A number that waits for its hour would take the place of the one an admin has just set.
  const settled = differs('number') ? (withoutNextNumber(after) ?? after) : after
  const entry = differs('passwordHash') || (after.disabled === true && before.disabled !== true)
  const forgotten = entry || differs('number') || differs('smsOptOut')
  const trusted = forgotten ? withoutRememberedBrowsers(settled) : settled
  return entry ? withSessionsEnded(trusted, now) : trusted
}
