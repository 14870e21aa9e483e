import { isDeepStrictEqual } from 'node:util'
import { digestOf } from '../../../interactions/digest.ts'
import { parseNumber } from '../../numbers/number.ts'
import type { Account } from '../account.ts'
import { canonicalIdentifier } from '../identifier.ts'
import { describeHash } from '../password/schemes.ts'
import type { UserEntry } from '../user-entry.ts'
import type { ListedCodes } from './listed-codes.ts'

/** What an entry says, in the form that is kept in `account.provisioned` for the next comparison. */
type Said = Readonly<Record<string, unknown>>

export type Merged =
  | { readonly account: Account }
  /** The entry says what it said when it was last applied. */
  | { readonly unchanged: true }
  | { readonly key: keyof UserEntry; readonly problem: string }

/**
 * Three-way merge of an entry into its account: what the admin changed since the entry was last applied wins, a
 * line taken out included; everything else stays as the account has it. A flag that says whether an e-mail or a
 * number is verified speaks of the one in the entry, and of no other that the person has since taken.
 *
 * @param account as stored; a new one has nothing but its id, name and times
 * @param codes what the entry's backup codes come to
 */
export function mergeEntry(account: Account, entry: UserEntry, codes: ListedCodes = {}): Merged {
  const said: Said = { ...saidBy(entry), ...present('backup_codes', codes.mark) }
  const before = account.provisioned ?? {}
  if (isDeepStrictEqual(before, said)) return { unchanged: true }
  const changed = (key: keyof UserEntry) => !isDeepStrictEqual(before[key], said[key])

  const number = changed('number') && entry.number !== undefined ? readNumber(entry.number) : undefined
  if (number !== undefined && 'problem' in number) return number
  const problem = entryProblem(entry, changed)
  if (problem !== undefined) return problem

  return {
    account: {
      ...withoutSaid(account),
      username: changed('username') ? entry.username : account.username,
      ...mergeEmail(account, entry, changed),
      ...mergeNumber(account, entry, changed, number?.e164),
      ...present('passwordHash', changed('password_hash') ? entry.password_hash : account.passwordHash),
      ...present('disabled', changed('disabled') ? entry.disabled : account.disabled),
      ...present('smsOptOut', changed('disable_sms_otp') ? entry.disable_sms_otp : account.smsOptOut),
      ...present('claims', mergeClaims(account.claims, table(before.claims), table(said.claims))),
      ...present('backupCodes', codes.backupCodes ?? account.backupCodes),
      provisioned: said,
    },
  }
}

/** What no entry speaks of stays. */
function withoutSaid(account: Account) {
  const { email: _e, emailVerified: _ev, number: _n, numberVerified: _nv, ...rest } = account
  const { passwordHash: _p, disabled: _d, smsOptOut: _s, claims: _c, ...untouched } = rest
  return untouched
}

/** What an entry says, in the form that it is remembered in. As written, without defaults: a key that the admin never wrote is never taken from the person. */
export function saidBy(entry: UserEntry): Said {
  const { number, password_hash: hash, backup_codes: _, allow_short_codes: __, ...plain } = entry
  const said = {
    ...plain,
    ...(number !== undefined && { number: canonicalIdentifier(number) }),
    // Enough to notice a change, and no second copy of a hash that a login may have replaced by a better one.
    ...(hash !== undefined && { password_hash: digestOf(hash) }),
  }
  // As a store will give it back: no undefined, dates as text.
  return JSON.parse(JSON.stringify(said)) as Said
}

type Changed = (key: keyof UserEntry) => boolean

function entryProblem(entry: UserEntry, changed: Changed): Merged | undefined {
  if (entry.email !== undefined && canonicalIdentifier(entry.email) === '') {
    return { key: 'email', problem: 'too long, empty, or with characters that no address has' }
  }
  if (entry.password_hash === undefined || !changed('password_hash')) return undefined
  const hash = describeHash(entry.password_hash)
  return hash.ok ? undefined : { key: 'password_hash', problem: hash.problem }
}

function readNumber(text: string): { e164: string } | { key: 'number'; problem: string } {
  const number = parseNumber(text)
  if (number.ok) return { e164: number.e164 }
  return { key: 'number', problem: `not a phone number with its country code (${number.reason})` }
}

function mergeEmail(
  account: Account,
  entry: UserEntry,
  changed: Changed,
): Pick<Account, 'email' | 'emailVerified'> {
  const email = changed('email') ? entry.email : account.email
  if (email === undefined) return {}
  const spoken = changed('email') || (changed('email_verified') && email === entry.email)
  return {
    email,
    ...present('emailVerified', spoken ? (entry.email_verified ?? false) : account.emailVerified),
  }
}

function mergeNumber(
  account: Account,
  entry: UserEntry,
  changed: Changed,
  e164: string | undefined,
): Pick<Account, 'number' | 'numberVerified'> {
  const number = changed('number') ? e164 : account.number
  if (number === undefined) return {}
  const same = entry.number !== undefined && canonicalIdentifier(entry.number) === canonicalIdentifier(number)
  const spoken = changed('number') || (changed('number_verified') && same)
  return {
    number,
    ...present('numberVerified', spoken ? (entry.number_verified ?? true) : account.numberVerified),
  }
}

/** Claim by claim, by the same rule. */
function mergeClaims(current: Said | undefined, before: Said, said: Said): Said | undefined {
  const mine = Object.entries(current ?? {}).filter(([name]) => isDeepStrictEqual(before[name], said[name]))
  const theirs = Object.entries(said).filter(([name, value]) => !isDeepStrictEqual(before[name], value))
  const merged = Object.fromEntries([...mine, ...theirs])
  return Object.keys(merged).length === 0 ? undefined : merged
}

function table(value: unknown): Said {
  return typeof value === 'object' && value !== null ? (value as Said) : {}
}

/** An optional field is there or it is not; it is never undefined. */
function present<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [K in Key]?: Value }
}
