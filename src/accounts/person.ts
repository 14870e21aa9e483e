import { digestOf } from '../../interactions/digest.ts'
import type { Person } from '../../interactions/person.ts'
import type { Account } from './account.ts'
import { backupCodesLeft } from './backup/set.ts'

/** An account as the login sees it at this moment: a number counts only once it is proved. */
export function personOf(account: Account, now: number): Person {
  const { id, username, email, emailVerified, number, numberVerified, smsOptOut, disabledFactors } = account
  const { passwordHash } = account
  const hadNumber = account.hadNumber === true || number !== undefined
  const proved = number !== undefined && numberVerified === true ? { number } : {}
  const locale = localeOf(account)
  return {
    id,
    label: username,
    ...(locale === undefined ? {} : { locale }),
    ...proved,
    ...(email !== undefined && emailVerified === true && { email }),
    ...(passwordHash !== undefined && { password: digestOf(passwordHash) }),
    optedOut: smsOptOut === true,
    hadNumber,
    // Used up and disabled codes were a second factor, too: running out of them is no way to begin anew.
    mayEnrol: !hadNumber && account.backupCodes === undefined && disabledFactors === undefined,
    backupCodes: backupCodesLeft(account, now),
    disabledFactors: disabledFactors ?? [],
  }
}

/** The language of an account (BCP 47): the `locale` among its claims, which are as others wrote them. */
export function localeOf({ claims }: Account): string | undefined {
  return typeof claims?.locale === 'string' ? claims.locale : undefined
}
