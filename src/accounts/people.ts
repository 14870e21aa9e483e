import type { People } from '../../interactions/person.ts'
import type { Audit } from '../operations/audit.ts'
import type { Account } from './account.ts'
import { personOf } from './person.ts'
import type { AccountStore } from './store.ts'

/** The login's view of the accounts, with one audit line for every password that was judged. */
export function createPeople(
  accounts: AccountStore,
  authenticate: (identifier: string, password: string) => Promise<Account | undefined>,
  audit: Audit,
): People {
  return {
    async authenticate(identifier, password) {
      const account = await authenticate(identifier, password)
      // A name that failed is not logged: people type their password into the wrong field.
      if (account === undefined) audit({ event: 'password.verify', outcome: 'wrong' })
      else audit({ event: 'password.verify', outcome: 'right', account: account.id })
      return account && personOf(account)
    },
    async find(id) {
      const account = await accounts.find(id)
      return account === undefined || account.disabled === true ? undefined : personOf(account)
    },
  }
}
