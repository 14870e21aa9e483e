import { randomBytes } from 'node:crypto'
import type { Factor } from '../../interactions/sms-otp/failures.ts'
import type { BackupCodes } from './backup/stored.ts'
import type { EndedSessions } from './ended-sessions.ts'
import type { AccountLink } from './link.ts'
import type { RememberedBrowser } from './remembered-browser.ts'

/** One person's account as it is stored: durable, small, and holding no clear secret. */
export interface Account {
  /** Random, never reused, the default subject. */
  readonly id: string
  /** Raised by one at each write; an update names the version it read (compare-and-set). */
  readonly version: number
  /** As the admin wrote it, for display. Looked up by its canonical form, see identifier.ts. */
  readonly username: string
  readonly email?: string
  readonly emailVerified?: boolean
  /** E.164 with plus. */
  readonly number?: string
  readonly numberVerified?: boolean
  /** Proved, and takes the place of `number` at its hour; see number.ts. Nobody else can have it until then. */
  readonly nextNumber?: NextNumber
  /** A hash string that names its own algorithm and parameters; see password.ts. Absent: nobody can log in by password. */
  readonly passwordHash?: string
  readonly disabled?: boolean
  /** The guide's "Disable SMSOTP": the person opted out of the code. */
  readonly smsOptOut?: boolean
  /** Second factors that too many wrong codes have disabled (NIST SP 800-63B 3.2.2); never empty. */
  readonly disabledFactors?: readonly Factor[]
  /** True once a number was on the account, also when it has none now: whoever knows the password cannot bring one. */
  readonly hadNumber?: boolean
  /** Numbers it had before, E.164: others do not get them. Never empty. */
  readonly formerNumbers?: readonly string[]
  /** When its username, e-mail or number became another one. Milliseconds since the epoch. */
  readonly subjectChanges?: Readonly<Partial<Record<'username' | 'email' | 'number', number>>>
  readonly backupCodes?: BackupCodes
  /** One-time links that an admin made. */
  readonly links?: readonly AccountLink[]
  readonly endedSessions?: EndedSessions
  /** Browsers that remember a second factor; never empty. */
  readonly browsers?: readonly RememberedBrowser[]
  /** Standard OpenID Connect claims beside the ones above: name, given_name, locale, address, … */
  readonly claims?: Readonly<Record<string, unknown>>
  /** What users.toml said when it was last applied, key by key; absent for accounts made otherwise. */
  readonly provisioned?: Readonly<Record<string, unknown>>
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly updatedAt: number
}

/** A number that waits for its hour. */
export interface NextNumber {
  /** E.164 with plus. */
  readonly number: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Undefined, as for no account at all, for one that an admin disabled: nobody signs in with it. */
export function inUse(account: Account | undefined): Account | undefined {
  return account?.disabled === true ? undefined : account
}

/** A new account's id: 128 random bits, so that nothing can be guessed from one and none is ever given twice. */
export function newAccountId(): string {
  return randomBytes(16).toString('base64url')
}
