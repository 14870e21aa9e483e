import type { CodeKey } from '../../../interactions/sms-otp/code.ts'
import { type Barrier, type CountedTry, defaultBounds } from '../../../interactions/sms-otp/failures.ts'
import type { ChallengeStore, Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Audit } from '../../operations/audit.ts'
import type { Account } from '../account.ts'
import { changeAccount } from '../change.ts'
import { disableFactor } from '../disable-factor.ts'
import type { AccountStore } from '../store.ts'
import { backupCodesLeft, codeAmong, type Derive, digestsOf, newSalt, wasUsed, withoutCode } from './set.ts'
import { readBackupCode } from './text.ts'

export interface BackupCodeOptions {
  readonly accounts: AccountStore
  /** Where the account's failure record is. */
  readonly failures: Pick<ChallengeStore, 'attempt' | 'succeed'>
  readonly keys: readonly CodeKey[]
  readonly derive: Derive
  readonly clock: Clock
  readonly audit: Audit
}

/** What became of a typed backup code. */
export type UsedBackupCode =
  /** It is gone from the account, durably. `left` are the ones that remain; `bypass`: it was one an admin issued. */
  | { readonly result: 'right'; readonly account: Account; readonly left: number; readonly bypass: boolean }
  | { readonly result: 'wrong' }
  /** It was right until it was used, and counts as a failure. */
  | { readonly result: 'used' }
  /** Can be no code at all: not compared, and no failure. */
  | { readonly result: 'malformed' }
  /** The account's failure record is in the way; the code was not looked at. */
  | { readonly result: 'locked'; readonly barrier: Barrier }

/**
 * Uses up one backup code. Counted before it is compared, in the account's one failure record (BKP-05); compared whole
 * (BKP-03); taken away by compare-and-set, so that of many who type the same code one succeeds, and only once that is
 * stored (BKP-04).
 *
 * @throws StoreUnavailableError or BusyError: nothing is known then, and nobody may come in
 */
export async function useBackupCode(
  options: BackupCodeOptions,
  accountId: string,
  typed: string,
): Promise<UsedBackupCode> {
  const code = readBackupCode(typed)
  if (code === undefined) return { result: 'malformed' }
  const attempted = await options.failures.attempt(accountId, 'backup', defaultBounds)
  const used =
    'barrier' in attempted
      ? ({ result: 'locked', barrier: attempted.barrier } as const)
      : await compare(options, accountId, code, attempted.counted)
  options.audit({ event: 'backup-code.verify', outcome: used.result, account: accountId })
  return used
}

async function compare(
  options: BackupCodeOptions,
  accountId: string,
  code: string,
  counted: CountedTry,
): Promise<UsedBackupCode> {
  const { accounts, failures, keys, derive, clock } = options
  const found = await accounts.find(accountId)
  // An account without codes costs the same hash.
  const digests = await digestsOf(code, found?.backupCodes?.salt ?? newSalt(), keys, derive)
  let before = found
  const changed = await changeAccount(options, accountId, (account) => {
    before = account
    return withoutCode(account, digests, clock())
  })
  if ('account' in changed) {
    // Not waited for: a failure too many is all that can come of it.
    failures.succeed(accountId, counted).catch(() => {})
    const { account } = changed
    const left = backupCodesLeft(account, clock())
    return { result: 'right', account, left, bypass: codeAmong(before, digests)?.expiresAt !== undefined }
  }
  await tell(options, accountId, counted)
  return { result: wasUsed(before, digests) ? 'used' : 'wrong' }
}

/** What a wrong code led to, for the operator; none of it can change the answer. */
async function tell(
  options: BackupCodeOptions,
  accountId: string,
  { consequence }: CountedTry,
): Promise<void> {
  if (consequence === undefined) return
  options.audit({ event: 'account.guessed-at', outcome: consequence, account: accountId, factor: 'backup' })
  if (consequence !== 'disabled') return
  await disableFactor(options, accountId, 'backup').catch(() =>
    options.audit({ event: 'account.guessed-at', outcome: 'not-recorded', account: accountId }),
  )
}
