import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from './account.ts'
import { identifiersOf } from './identifier.ts'
import type { AccountStore } from './store.ts'

/** Somebody else wrote in between: so often is it tried again. */
const attempts = 5

/**
 * Writes down, where nothing expires, that too many wrong codes have disabled an account's SMS factor.
 *
 * @throws when the account could not be written; its failure record refuses codes all the same
 */
export async function disableSms(accounts: AccountStore, id: string, clock: Clock): Promise<void> {
  await update(accounts, id, (account) => ({ ...account, smsDisabled: true, updatedAt: clock() }))
}

/** Takes that back, for an admin. The failure record is cleared apart. */
export async function enableSms(accounts: AccountStore, id: string, clock: Clock): Promise<void> {
  await update(accounts, id, ({ smsDisabled: _, ...account }) => ({ ...account, updatedAt: clock() }))
}

async function update(
  accounts: AccountStore,
  id: string,
  change: (account: Account) => Account,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const account = await accounts.find(id)
    if (account === undefined) return
    const next = { ...change(account), version: account.version + 1 }
    const { saved } = await accounts.save(next, identifiersOf(next))
    if (saved) return
  }
  throw new Error('the account was written by others again and again')
}
