import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import { type Changed, changeAccount } from '../change.ts'
import { withoutFormerNumber } from '../history.ts'
import type { AccountStore } from '../store.ts'
import type { UserEntry } from '../user-entry.ts'
import { type Entered, entered } from './enter.ts'
import { lettingGo } from './letting-go.ts'

/** What an admin wants of an account. */
export interface Wishes {
  readonly entry: UserEntry
  /** Keys that are taken off. */
  readonly without?: readonly (keyof UserEntry)[]
  /** A former number of the account, E.164, that others may have. */
  readonly given?: string | undefined
  /** The entry's number, E.164, which whoever was the last to have it lets go of. */
  readonly taken?: string | undefined
}

/**
 * Does all of it in one write, so that a crash leaves what was or what is to be: never a number that nobody holds.
 *
 * @returns `declined`: the account is so already
 */
export async function setAccount(
  house: { readonly accounts: AccountStore; readonly clock: Clock },
  id: string,
  wishes: Wishes,
): Promise<Changed | Exclude<Entered, { account: Account } | { unchanged: true }>> {
  const { taken } = wishes
  let made: Entered | undefined
  const change = (account: Account) => {
    made = wished(account, wishes, house.clock())
    return 'account' in made ? made.account : undefined
  }
  const yielding = taken === undefined ? undefined : () => lettingGo(house, taken, id)
  const done = await changeAccount(house, id, change, yielding)
  return made !== undefined && 'problem' in made ? made : done
}

function wished(account: Account, { entry, without, given }: Wishes, now: number): Entered {
  if (given === undefined) return entered(account, entry, now, without)
  if (account.formerNumbers?.includes(given) !== true)
    return { key: 'number', problem: 'the account never had the one to be released, or has it now' }
  const released = withoutFormerNumber(account, given)
  const made = entered(released, entry, now, without)
  return 'unchanged' in made ? { account: released } : made
}
