import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { nextVersion } from '../change.ts'
import { identifiersHeldBy, usedNumber, withoutFormerNumber } from '../history.ts'
import type { AccountStore, Yielding } from '../store.ts'

/**
 * What whoever was the last to have a number gives up, so that another account can have it: to be done in the very write
 * that gives it to that one, or a crash in between would leave it to anybody. Clients that know people by number may take
 * the next owner for the last one: that is why it takes an admin's word. A number that is in use is not let go.
 *
 * @param number E.164
 * @param heir the id of the account that is to have it
 */
export async function lettingGo(
  { accounts, clock }: { readonly accounts: AccountStore; readonly clock: Clock },
  number: string,
  heir: string,
): Promise<Yielding> {
  const identifier = usedNumber(number)
  const [holder] = await accounts.holdersOf([identifier])
  if (holder === undefined || holder === heir) return { writes: [], freed: [] }
  const account = await accounts.find(holder)
  if (account === undefined) return { writes: [], freed: [identifier] }
  const next = nextVersion(account, withoutFormerNumber(account, number), clock())
  return { writes: [{ account: next, identifiers: identifiersHeldBy(next) }], freed: [] }
}
