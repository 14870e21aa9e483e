import type { Account } from './account.ts'
import { changeAccount } from './change.ts'
import { findLink, withoutLink } from './links.ts'
import type { Passwords } from './password.ts'
import { withPassword } from './set-password.ts'

/**
 * Sets the password that a one-time link is for, and uses the link up in the same write. Whoever was signed in with an
 * older password is signed in no more.
 *
 * @returns the account as it is stored now; undefined when the link is over, used or none
 * @throws BusyError, or when the store did not answer
 */
export async function setPasswordByLink(
  house: Parameters<typeof changeAccount>[0] & { readonly passwords: Pick<Passwords, 'hash'> },
  account: Account,
  secret: string,
  password: string,
): Promise<Account | undefined> {
  const link = findLink(account, secret, house.clock())
  if (link?.kind !== 'password') return undefined
  const passwordHash = await house.passwords.hash(password)
  const changed = await changeAccount(house, account.id, (current) => {
    const now = house.clock()
    const rest = current.disabled === true ? undefined : withoutLink(current, link.digest, now)
    return rest && withPassword(rest, passwordHash, now, 'all')
  })
  return 'account' in changed ? changed.account : undefined
}
