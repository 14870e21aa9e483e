import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { type Account, newAccountId } from '../account.ts'
import { nextVersion } from '../change.ts'
import { identifiersHeldBy } from '../history.ts'
import type { AccountStore, AccountWrite } from '../store.ts'
import type { UserEntry } from '../user-entry.ts'
import { entered } from './enter.ts'
import { lettingGo } from './letting-go.ts'

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

/** Each lost race is somebody else who wrote the account that lets go. */
const attempts = 30

/**
 * Makes an account in one write.
 *
 * @param releaseNumber the number may have been somebody's; see lettingGo
 */
export async function addAccount(
  house: { readonly accounts: AccountStore; readonly clock: Clock },
  entry: UserEntry,
  releaseNumber = false,
): Promise<Added> {
  const made = newAccount(entry, house.clock())
  if ('problem' in made) return made
  const { account, identifiers } = made
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const yielding = releaseNumber ? await lettingGo(house, account.number ?? '', account.id) : undefined
    const saved = await house.accounts.save(account, identifiers, yielding)
    if (saved.saved) return { account }
    if (saved.reason === 'taken') return { taken: saved.identifier }
  }
  throw new Error('the account that had the number was written by others again and again')
}
