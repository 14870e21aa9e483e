import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from './account.ts'
import { historyOf, identifiersHeldBy } from './history.ts'
import { withoutRememberedBrowsers } from './remembered.ts'
import type { AccountStore, Yielding } from './store.ts'

/** What a change makes of an account as it is now; undefined when there is nothing, or no longer anything, to change. */
export type Change = (account: Account) => Account | undefined

export type Changed =
  /** As it is stored now, and what that took the place of. */
  | { readonly account: Account; readonly before: Account }
  | { readonly unchanged: 'gone' | 'declined' }
  /** Another account holds this identifier. */
  | { readonly unchanged: 'taken'; readonly identifier: string }

/** What remembered browsers rest on: with another value of any of these none is remembered any more (SES-14). */
const trusted = [
  'number',
  'numberVerified',
  'passwordHash',
  'smsOptOut',
  'disabledFactors',
  'disabled',
] as const

/** What is stored instead of `before`. Whoever writes an account comes through here, so nobody can forget any of it. */
export function nextVersion(before: Account, wanted: Account, now: number): Account {
  const { id, version } = before
  const { formerNumbers: _, ...rest } = wanted
  const same = trusted.every((key) => isDeepStrictEqual(before[key], wanted[key]))
  const kept = same ? rest : withoutRememberedBrowsers(rest)
  return { ...kept, id, version: version + 1, updatedAt: now, ...historyOf(before, wanted, now) }
}

/** Each lost race is somebody else's step forward: twenty callers at once need twenty tries. */
const attempts = 30

/**
 * Changes an account all at once: reads it, asks what to make of it, and writes by compare-and-set. When somebody else
 * wrote in between it begins again, so a change always speaks of the account that it replaces. `version` and
 * `updatedAt` are seen to here.
 *
 * @param yielding what others let go of in that write, looked up again at each try
 * @throws when others kept writing, or the store did not answer: a write that timed out may have been done
 */
export async function changeAccount(
  { accounts, clock }: { readonly accounts: AccountStore; readonly clock: Clock },
  id: string,
  change: Change,
  yielding?: () => Promise<Yielding>,
): Promise<Changed> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const account = await accounts.find(id)
    if (account === undefined) return { unchanged: 'gone' }
    const wanted = change(account)
    if (wanted === undefined) return { unchanged: 'declined' }
    const next = nextVersion(account, wanted, clock())
    const saved = await accounts.save(next, identifiersHeldBy(next), await yielding?.())
    if (saved.saved) return { account: next, before: account }
    if (saved.reason === 'taken') return { unchanged: 'taken', identifier: saved.identifier }
  }
  throw new Error('the account was written by others again and again')
}
