import type { Account } from '../../accounts/account.ts'
import { changeAccount } from '../../accounts/change.ts'
import { withEnabled } from '../../accounts/disable-factor.ts'
import { withoutLink } from '../../accounts/links.ts'
import { withNextNumber, withNumber } from '../../accounts/number.ts'
import { personOf } from '../../accounts/person.ts'
import { withSessionsEnded } from '../../accounts/sessions.ts'
import type { TopicParts } from '../parts.ts'
import type { AccountVisit } from '../visit.ts'
import type { WaitingNumber } from './waiting.ts'

/** What became of a change of number whose code was right. */
export type NumberChange =
  | { readonly result: 'changed' }
  /** Stored, and in force at that time. Milliseconds since the epoch. */
  | { readonly result: 'held'; readonly at: number }
  /** The account's number is no longer the one that the change began with. */
  | { readonly result: 'overtaken' }
  /** Another account has it. */
  | { readonly result: 'taken' }

/**
 * Makes a proved number the account's own, in one write with all that follows from it. The old number is told; it is in
 * force until the hold period is over, where there is one.
 */
export async function changeNumber(
  parts: TopicParts,
  { account, session, caller }: AccountVisit,
  { number, from, link, endOthers }: WaitingNumber,
): Promise<NumberChange> {
  const now = parts.clock()
  const holdFor = from === '' || from === number ? 0 : parts.settings.numberHoldHours * 3_600_000
  const next = (current: Account): Account => {
    const changed =
      holdFor === 0 ? withNumber(current, number) : withNextNumber(current, { number, at: now + holdFor })
    // While the old number is in force, codes to it stay as they are.
    const usable = holdFor === 0 ? withEnabled(changed, 'sms') : changed
    return endOthers ? withSessionsEnded(usable, now, session.uid) : usable
  }
  const changed = await changeAccount(parts, account.id, (current) => {
    if ((current.number ?? '') !== from) return undefined
    const allowed = link === undefined ? current : enrollable(current, link, now)
    return allowed && next(allowed)
  })
  const outcome = 'account' in changed ? (holdFor === 0 ? 'changed' : 'held') : changed.unchanged
  parts.audit({ event: 'account.number', outcome, account: account.id })
  if (!('account' in changed)) return { result: changed.unchanged === 'taken' ? 'taken' : 'overtaken' }
  if (from !== '' && from !== number) {
    parts.notify(changed.account, holdFor === 0 ? 'number-changed' : 'number-changing', {
      numbers: [from],
      network: caller.network,
    })
  }
  return holdFor === 0 ? { result: 'changed' } : { result: 'held', at: now + holdFor }
}

/** A link brings a first number to whoever never had a second factor, and no other; it is used up in the same write. */
function enrollable(account: Account, link: string, now: number): Account | undefined {
  return personOf(account, now).mayEnrol ? withoutLink(account, link, now) : undefined
}
