import type { People } from '../../interactions/person.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Audit } from '../operations/audit.ts'
import { inUse } from './account.ts'
import type { Authenticate } from './authenticate.ts'
import { personOf } from './person.ts'
import type { AccountStore } from './store.ts'

/** The login's view of the accounts, with one audit line for every password that was judged. */
export function createPeople(
  { accounts, clock }: { readonly accounts: AccountStore; readonly clock: Clock },
  authenticate: Authenticate,
  audit: Audit,
): People {
  return {
    async authenticate(identifier, password, caller) {
      const tried = await authenticate(identifier, password, caller)
      if (tried.result === 'right') {
        audit({ event: 'password.verify', outcome: 'right', account: tried.account.id })
        return { result: 'right', person: personOf(tried.account, clock()) }
      }
      // A name that failed is not logged: people type their password into the wrong field.
      const blind = tried.result === 'wrong' && !tried.compared
      const outcome = blind ? 'not-compared' : tried.result
      audit({ event: 'password.verify', outcome, network: caller.network })
      return tried
    },
    async find(id) {
      const account = inUse(await accounts.find(id))
      return account === undefined ? undefined : personOf(account, clock())
    },
  }
}
