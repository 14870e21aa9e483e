import type { Factor } from '../../interactions/sms-otp/failures.ts'
import type { Account } from './account.ts'
import { changeAccount } from './change.ts'

/** Where accounts are and what time it is. */
type House = Parameters<typeof changeAccount>[0]

/**
 * Writes down, where nothing expires, that too many wrong codes have disabled a factor of an account.
 *
 * @throws when the account could not be written; its failure record refuses codes all the same
 */
export async function disableFactor(house: House, id: string, factor: Factor): Promise<void> {
  await changeAccount(house, id, (account) => {
    const { disabledFactors = [] } = account
    return disabledFactors.includes(factor)
      ? undefined
      : { ...account, disabledFactors: [...disabledFactors, factor] }
  })
}

/** Takes that back, for one factor or for all. The failure record is cleared apart. */
export async function enableFactors(house: House, id: string, factor?: Factor): Promise<void> {
  await changeAccount(house, id, (account) =>
    account.disabledFactors === undefined ? undefined : withEnabled(account, factor),
  )
}

/** The account with one factor, or all of them, no longer disabled. */
export function withEnabled({ disabledFactors = [], ...account }: Account, factor?: Factor): Account {
  const left = disabledFactors.filter((each) => factor !== undefined && each !== factor)
  return left.length === 0 ? account : { ...account, disabledFactors: left }
}
