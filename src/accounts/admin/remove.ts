import type { Account } from '../account.ts'
import { usedNumbersOf } from '../history.ts'
import type { AccountStore } from '../store.ts'

const attempts = 30

/**
 * Deletes an account for good. Its numbers may be subjects that clients know, so they stay used, and nobody is given
 * them without an explicit word.
 *
 * @param mayGo asked of the account as it is at that moment
 * @param releaseNumbers true: that word was said
 * @returns the account that was removed; undefined when there was none, or it may not go
 */
export async function removeAccount(
  accounts: AccountStore,
  id: string,
  { releaseNumbers, mayGo = () => true }: RemoveOptions,
): Promise<Account | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const account = await accounts.find(id)
    if (account === undefined || !mayGo(account)) return undefined
    if (await accounts.remove(account, releaseNumbers ? [] : usedNumbersOf(account))) return account
  }
  throw new Error('the account was written by others again and again')
}

interface RemoveOptions {
  readonly releaseNumbers: boolean
  readonly mayGo?: (account: Account) => boolean
}
