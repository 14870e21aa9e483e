import type { Account, NextNumber } from './account.ts'
import { historyOf } from './history.ts'
import { withoutRememberedBrowsers } from './remembered.ts'

/**
 * The account with another number, which its owner has just proved. Whatever was trusted because of the old one ends
 * with it.
 */
export function withNumber(account: Account, number: string): Account {
  const { nextNumber: _, ...rest } = account
  return { ...withoutRememberedBrowsers(rest), number, numberVerified: true }
}

/** The account with a number that takes the place of its own later; it is nobody else's from now on. */
export function withNextNumber(account: Account, next: NextNumber): Account {
  return { ...account, nextNumber: next }
}

/** The account without a number that waited; undefined when none does. */
export function withoutNextNumber({ nextNumber, ...account }: Account): Account | undefined {
  return nextNumber === undefined ? undefined : account
}

/** The account as it is at this moment: a number whose hour has come is in force, whether or not it is written so. */
export function asOf(account: Account, now: number): Account {
  const { nextNumber } = account
  if (nextNumber === undefined || now < nextNumber.at) return account
  const { formerNumbers: _, ...moved } = withNumber(account, nextNumber.number)
  // As if it had been written in its hour: the old number stays its owner's, and what was issued for it is over.
  return { ...moved, ...historyOf(account, withNumber(account, nextNumber.number), nextNumber.at) }
}
