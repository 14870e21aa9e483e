import type { Account } from '../../accounts/account.ts'
import { type Change, changeAccount } from '../../accounts/change.ts'
import { usedNumber } from '../../accounts/history.ts'
import { type Desk, Refusal } from './desk.ts'

/**
 * One change of one account.
 *
 * @param declined what is said when there was nothing, or no longer anything, to change
 * @throws Refusal when it was not made
 */
export async function changed(
  desk: Desk,
  account: Account,
  change: Change,
  declined: string,
): Promise<Account> {
  const done = await changeAccount(desk, account.id, change)
  if ('account' in done) return done.account
  if (done.unchanged === 'taken') throw new Refusal(whatIsTaken(done.identifier), account.id)
  throw new Refusal(done.unchanged === 'gone' ? 'The account is gone.' : declined, account.id)
}

/** Says which of the things that are written keeps an account from being stored. Shows no number. */
export function whatIsTaken(identifier: string): string {
  if (identifier.startsWith(usedNumber(''))) {
    return 'The number is, or was, of another account. Clients may know that person by it; if it may be given away all the same, add --release-number.'
  }
  const what = identifier.startsWith('+') ? 'number' : identifier.includes('@') ? 'e-mail address' : 'name'
  return `The ${what} belongs to another account.`
}
