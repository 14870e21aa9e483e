import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { type Account, newAccountId } from '../account.ts'
import { nextVersion } from '../change.ts'
import { identifiersHeldBy } from '../history.ts'
import type { AccountStore, AccountWrite } from '../store.ts'
import type { UserEntry } from '../user-entry.ts'
import { entered } from './enter.ts'

/** A new account as an entry describes it, and what it is to be stored with; or what is wrong with the entry. */
export function newAccount(
  entry: UserEntry,
  now: number,
): AccountWrite | { readonly key: keyof UserEntry; readonly problem: string } {
  const blank = { id: newAccountId(), version: 0, username: entry.username, createdAt: now, updatedAt: now }
  const made = entered(blank, entry, now)
  if ('problem' in made) return made
  const account = nextVersion(blank, 'account' in made ? made.account : blank, now)
  return { account, identifiers: identifiersHeldBy(account) }
}

export type Added =
  | { readonly account: Account }
  | { readonly key: keyof UserEntry; readonly problem: string }
  /** Another account holds this identifier. */
  | { readonly taken: string }

/** Makes an account in one write. */
export async function addAccount(
  { accounts, clock }: { readonly accounts: AccountStore; readonly clock: Clock },
  entry: UserEntry,
): Promise<Added> {
  const made = newAccount(entry, clock())
  if ('problem' in made) return made
  const saved = await accounts.save(made.account, made.identifiers)
  if (saved.saved) return made
  if (saved.reason === 'taken') return { taken: saved.identifier }
  throw new Error('a new account had the id of another')
}
