import type { Person } from '../../interactions/person.ts'
import type { Account } from './account.ts'

/** An account as the login sees it: a number counts only once it is proved. */
export function personOf(account: Account): Person {
  const { id, username, number, numberVerified, smsOptOut, smsDisabled } = account
  const proved = number !== undefined && numberVerified === true ? { number } : {}
  return {
    id,
    label: username,
    ...proved,
    optedOut: smsOptOut === true,
    ...(smsDisabled === true && { smsDisabled }),
  }
}
