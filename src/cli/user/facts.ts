import type { Barrier } from '../../../interactions/sms-otp/failures.ts'
import type { Account } from '../../accounts/account.ts'
import { backupCodesLeft } from '../../accounts/backup/set.ts'
import { describeHash } from '../../accounts/password.ts'

/** An account for an admin's eyes: everything but what a secret could be guessed from. */
export function factsOf(account: Account, now: number, barrier?: Barrier): Record<string, unknown> {
  const { id, username, email, number, passwordHash, claims } = account
  const hash = passwordHash === undefined ? undefined : describeHash(passwordHash)
  return {
    id,
    username,
    ...(email !== undefined && { email, email_verified: account.emailVerified === true }),
    ...(number !== undefined && { number, number_verified: account.numberVerified === true }),
    password: hash?.ok ? hash.scheme : 'none',
    disabled: account.disabled === true,
    disable_sms_otp: account.smsOptOut === true,
    disabled_factors: account.disabledFactors ?? [],
    ...(barrier !== undefined && { wrong_codes: barrier.kind }),
    backup_codes_left: backupCodesLeft(account, now),
    had_number: account.hadNumber === true || number !== undefined,
    former_numbers: account.formerNumbers ?? [],
    links: (account.links ?? []).filter(({ expiresAt }) => now < expiresAt).map(({ kind }) => kind),
    ...(claims !== undefined && { claims }),
    by_users_toml: account.provisioned !== undefined,
    created_at: new Date(account.createdAt).toISOString(),
    updated_at: new Date(account.updatedAt).toISOString(),
  }
}
