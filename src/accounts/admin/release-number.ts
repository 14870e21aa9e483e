import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import { changeAccount } from '../change.ts'
import { usedNumber, withoutFormerNumber } from '../history.ts'
import type { AccountStore } from '../store.ts'

/** What became of it; `in-use`: it is that account's number now. */
export type Released = 'released' | 'not-held' | { readonly inUse: Account }

/**
 * Lets others have a number that was somebody's, whether or not that account still exists. Clients that know people by
 * number may take the next owner for the last one: that is why it takes an admin's word.
 *
 * @param number E.164
 */
export async function releaseNumber(
  house: { readonly accounts: AccountStore; readonly clock: Clock },
  number: string,
): Promise<Released> {
  const { accounts } = house
  const [holder] = await accounts.holdersOf([usedNumber(number)])
  if (holder === undefined) return 'not-held'
  let owner: Account | undefined
  const changed = await changeAccount(house, holder, (account) => {
    owner = account
    return account.number !== number && account.formerNumbers?.includes(number) === true
      ? withoutFormerNumber(account, number)
      : undefined
  })
  if ('account' in changed) return 'released'
  if (changed.unchanged === 'gone') return (await accounts.free(usedNumber(number))) ? 'released' : 'not-held'
  return owner?.number === number ? { inUse: owner } : 'not-held'
}
