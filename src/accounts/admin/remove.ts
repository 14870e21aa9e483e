import type { PendingStore } from '../../../interactions/pending.ts'
import type { ChallengeStore } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import type { ActivityStore } from '../activity.ts'
import { usedNumbersOf } from '../history.ts'
import type { AccountStore } from '../store.ts'

const attempts = 30

/** Where an account leaves something of itself, beside what is bound to its sessions. */
export interface Traces {
  readonly activity: Pick<ActivityStore, 'forget'>
  readonly pending: Pick<PendingStore, 'forget'>
  readonly challenges: Pick<ChallengeStore, 'forgive'>
}

/**
 * Deletes an account for good, then what it left elsewhere. Its numbers may be subjects that clients know, so they stay used, and nobody is given
 * them without an explicit word.
 *
 * @param mayGo asked of the account as it is at that moment
 * @param releaseNumbers true: that word was said
 * @returns the account that was removed; undefined when there was none, or it may not go
 */
export async function removeAccount(
  { accounts, activity, pending, challenges }: Traces & { readonly accounts: AccountStore },
  id: string,
  { releaseNumbers, mayGo = () => true }: RemoveOptions,
): Promise<Account | undefined> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const account = await accounts.find(id)
    if (account === undefined || !mayGo(account)) return undefined
    if (!(await accounts.remove(account, releaseNumbers ? [] : usedNumbersOf(account)))) continue
    await Promise.all([activity.forget(id), pending.forget(id), challenges.forgive(id)])
    return account
  }
  throw new Error('the account was written by others again and again')
}

interface RemoveOptions {
  readonly releaseNumbers: boolean
  readonly mayGo?: (account: Account) => boolean
}
