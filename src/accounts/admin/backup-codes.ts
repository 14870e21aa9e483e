import type { CodeKey } from '../../../interactions/sms-otp/code.ts'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import { type Derive, newSalt, sealBackupCodes } from '../backup/set.ts'
import type { BackupCodes, SealedBackupCode } from '../backup/stored.ts'
import { type Changed, changeAccount } from '../change.ts'
import type { AccountStore } from '../store.ts'

export interface CodeHouse {
  readonly accounts: AccountStore
  readonly clock: Clock
  readonly keys: readonly CodeKey[]
  readonly derive: Derive
}

/** Each lost race is somebody else who drew a new salt. */
const attempts = 5

/** Gives an account these codes in the place of those it has. Used ones do not come back. */
export function setBackupCodes(house: CodeHouse, id: string, codes: readonly string[]): Promise<Changed> {
  return writeCodes(house, id, codes, (before, sealed, now) => withCodeList(before, sealed, now))
}

/** Gives an account one code more, which is over after its time. */
export function addBypass(house: CodeHouse, id: string, code: string, expiresAt: number): Promise<Changed> {
  return writeCodes(house, id, [code], (before, sealed, now) => ({
    ...before,
    codes: [
      ...before.codes.filter((each) => isLiving(each, now)),
      ...sealed.map((each) => ({ ...each, expiresAt })),
    ],
  }))
}

/** Takes all codes of an account, bypasses among them. */
export function clearBackupCodes(house: Pick<CodeHouse, 'accounts' | 'clock'>, id: string): Promise<Changed> {
  return changeAccount(house, id, ({ backupCodes, ...account }) =>
    backupCodes === undefined ? undefined : { ...account, backupCodes: { ...backupCodes, codes: [] } },
  )
}

/** A list in the place of the codes that were there; a bypass is none of the list and stays. */
export function withCodeList(
  before: BackupCodes,
  sealed: readonly SealedBackupCode[],
  now: number,
): BackupCodes {
  const bypasses = before.codes.filter((code) => code.expiresAt !== undefined && isLiving(code, now))
  return { ...before, codes: [...sealed.filter(({ digest }) => !before.used.includes(digest)), ...bypasses] }
}

/** Hashed before anything is written, and written only when the salt is still the one they were hashed with. */
async function writeCodes(
  house: CodeHouse,
  id: string,
  codes: readonly string[],
  make: (before: BackupCodes, sealed: readonly SealedBackupCode[], now: number) => BackupCodes,
): Promise<Changed> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await house.accounts.find(id)
    if (found === undefined) return { unchanged: 'gone' }
    const salt = found.backupCodes?.salt ?? newSalt()
    const sealed = await sealBackupCodes(codes, salt, house.keys, house.derive)
    const changed = await changeAccount(house, id, (account: Account) => {
      const before = account.backupCodes ?? { salt, codes: [], used: [] }
      return before.salt === salt
        ? { ...account, backupCodes: make(before, sealed, house.clock()) }
        : undefined
    })
    if (!('unchanged' in changed) || changed.unchanged !== 'declined') return changed
  }
  throw new Error('the account was given new backup codes again and again')
}

function isLiving({ expiresAt }: SealedBackupCode, now: number): boolean {
  return expiresAt === undefined || now < expiresAt
}
