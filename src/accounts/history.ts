import type { Account } from './account.ts'
import { canonicalIdentifier, identifiersOf } from './identifier.ts'

/** Former numbers that are remembered; the oldest ones may be given to others again. */
const most = 20

/** The identifiers that can be a client's subject, beside the account's own id. */
const subjects = ['username', 'email', 'number'] as const

/**
 * What an account may not forget when `wanted` is stored instead of `before`: that it had a number, which ones, and when
 * its subjects changed.
 *
 * @param now milliseconds since the epoch
 */
export function historyOf(before: Account, wanted: Account, now: number): Partial<Account> {
  const { number } = before
  const changed = subjects.filter((key) => before[key] !== undefined && before[key] !== wanted[key])
  const times = Object.fromEntries(changed.map((key) => [key, now]))
  return {
    ...((number !== undefined || before.hadNumber === true) && { hadNumber: true }),
    ...formerNumbers(number === wanted.number ? undefined : number, wanted),
    ...(changed.length > 0 && { subjectChanges: { ...before.subjectChanges, ...times } }),
  }
}

function formerNumbers(left: string | undefined, { formerNumbers = [], number }: Account): Partial<Account> {
  const all = [...formerNumbers, ...(left === undefined ? [] : [left])]
  const former = [...new Set(all)].filter((each) => each !== number)
  return former.length === 0 ? {} : { formerNumbers: former.slice(-most) }
}

/**
 * Every identifier an account keeps others from: those it is found under, and, in a form that nobody can type, each number
 * it has or had. A number may be a subject, so a recycled one is given to nobody without an explicit word.
 */
export function identifiersHeldBy(account: Account): string[] {
  return [...identifiersOf(account), ...usedNumbersOf(account)]
}

/**
 * Those among them that say which numbers it has or had, or will have: one that waits for its hour must not turn out to be
 * somebody else's then.
 */
export function usedNumbersOf({ formerNumbers = [], number, nextNumber }: Account): string[] {
  const numbers = [...formerNumbers, number ?? [], nextNumber?.number ?? []].flat()
  return [...new Set(numbers.map(usedNumber))]
}

/** The account with a number given up for good: others may have it now. */
export function withoutFormerNumber({ formerNumbers = [], ...account }: Account, number: string): Account {
  return { ...account, formerNumbers: formerNumbers.filter((each) => each !== number) }
}

/** The identifier that says who has, or was the last to have, a number. */
export function usedNumber(number: string): string {
  return `\u0001used ${canonicalIdentifier(number)}`
}
