import type { Account } from '../../accounts/account.ts'
import { changesBetween, type Deed } from '../../accounts/admin/changes.ts'
import { type Change, type Changed, changeAccount } from '../../accounts/change.ts'
import { usedNumber } from '../../accounts/history.ts'
import { type Desk, Refusal } from './desk.ts'

/** An account that was changed. */
export interface Done {
  readonly account: Account
  readonly deed: Deed
}

/**
 * One change of one account.
 *
 * @throws Refusal when it was not made
 */
export async function changed(desk: Desk, { id }: Account, change: Change): Promise<Done> {
  return doneOr(desk, await changeAccount(desk, id, change))
}

/** What came of a change. @throws Refusal when it was not made */
export async function doneOr(desk: Desk, done: Changed): Promise<Done> {
  if ('account' in done) {
    const { account, before } = done
    return { account, deed: { before, changes: changesBetween(before, account) } }
  }
  if (done.unchanged === 'taken') throw new Refusal(await whatIsTaken(desk, done.identifier))
  throw new Refusal('The account is gone.')
}

/** Says which of the things that are written keeps an account from being stored, and whose it is. Shows no number. */
export async function whatIsTaken({ accounts }: Desk, identifier: string): Promise<string> {
  const holder = await accounts.findByIdentifier(identifier)
  const name = holder === undefined ? 'an account that was removed' : `"${holder.username}"`
  if (identifier.startsWith(usedNumber(''))) {
    return `The number was that of ${name}. Clients may know that person by it; if it may be given away all the same, add --release-number.`
  }
  const what = identifier.startsWith('+') ? 'number' : identifier.includes('@') ? 'e-mail address' : 'name'
  return `The ${what} belongs to ${name}.`
}
