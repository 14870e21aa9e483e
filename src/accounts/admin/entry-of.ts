import type { Account } from '../account.ts'
import type { UserEntry } from '../user-entry.ts'

/** An account as an entry would describe it: what import reads and export writes. Holds no clear secret. */
export function entryOf(account: Account): UserEntry {
  const { username, email, number, passwordHash, claims } = account
  return {
    username,
    ...(email !== undefined && { email, email_verified: account.emailVerified === true }),
    ...(number !== undefined && { number, number_verified: account.numberVerified === true }),
    ...(passwordHash !== undefined && { password_hash: passwordHash }),
    disabled: account.disabled === true,
    disable_sms_otp: account.smsOptOut === true,
    ...(claims !== undefined && { claims }),
  }
}
