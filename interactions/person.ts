import type { Factor } from './sms-otp/failures.ts'

/** An account as the login needs it. */
export interface Person {
  readonly id: string
  /** How the person is named to themselves, on the consent page. */
  readonly label: string
  /** The account's language (BCP 47). */
  readonly locale?: string
  /** Present only when it is proved. */
  readonly email?: string
  /** E.164, present only when it may receive codes: stored and proved. */
  readonly number?: string
  /** Stands for the password that counts now: another one with each new password. Absent where there is none. */
  readonly password?: string
  /** The guide's "Disable SMSOTP". */
  readonly optedOut: boolean
  /** A number is or was on the account: one may not be enrolled on the word of a password alone. */
  readonly hadNumber: boolean
  /** The account never had a second factor of any kind: where the deployment allows it, the password may enrol one. */
  readonly mayEnrol: boolean
  /** How many backup codes may still be used. */
  readonly backupCodes: number
  /** Too many wrong codes have disabled these until an admin clears them. */
  readonly disabledFactors: readonly Factor[]
}

/** Who tries a password, as far as limits care. */
export interface Caller {
  /** Where from: an address or a part of one, or a word for those that cannot be read. */
  readonly network: string
  /** Digest of the browser's own secret. */
  readonly browser: string
  /** Whether this browser has signed that account in before. */
  knows(accountId: string): boolean
}

/** What a password came to. Unknown, wrong, disabled and without a password look the same and cost the same. */
export type Authentication =
  | { readonly result: 'right'; readonly person: Person }
  | { readonly result: 'wrong' }
  /** Nothing was compared: too many were wrong. `retryIn` in milliseconds. */
  | { readonly result: 'held'; readonly retryIn: number }

/** Where the steps find people. */
export interface People {
  authenticate(identifier: string, password: string, caller: Caller): Promise<Authentication>
  /** Undefined for accounts that are gone or disabled. */
  find(id: string): Promise<Person | undefined>
}
