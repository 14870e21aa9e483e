import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../account.ts'
import { type CodeDigests, digestAll, type Sealing, withBypass, withCodeList } from '../backup/digests.ts'
import { newSalt } from '../backup/set.ts'
import type { BackupCodes } from '../backup/stored.ts'
import { type Changed, changeAccount } from '../change.ts'
import type { AccountStore } from '../store.ts'

export interface CodeHouse extends Sealing {
  readonly accounts: AccountStore
  readonly clock: Clock
}

/** Each lost race is somebody else who drew a new salt. */
const attempts = 5

/** Gives an account these codes in the place of those it has. Used ones do not come back. */
export function setBackupCodes(house: CodeHouse, id: string, codes: readonly string[]): Promise<Changed> {
  return writeCodes(house, id, codes, (before, list) => withCodeList(before, list, house.clock()))
}

/** Gives an account one code more, which is over after its time. */
export function addBypass(house: CodeHouse, id: string, code: string, expiresAt: number): Promise<Changed> {
  return writeCodes(house, id, [code], (before, list) =>
    list.reduce((codes, each) => withBypass(codes, each, expiresAt, house.clock()), before),
  )
}

/** Takes all codes of an account, bypasses among them. */
export function clearBackupCodes(house: Pick<CodeHouse, 'accounts' | 'clock'>, id: string): Promise<Changed> {
  return changeAccount(house, id, ({ backupCodes, ...account }) =>
    backupCodes === undefined ? undefined : { ...account, backupCodes: { ...backupCodes, codes: [] } },
  )
}

/** Hashed before anything is written, and written only when the salt is still the one they were hashed with. */
async function writeCodes(
  house: CodeHouse,
  id: string,
  codes: readonly string[],
  make: (before: BackupCodes, list: readonly CodeDigests[]) => BackupCodes,
): Promise<Changed> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await house.accounts.find(id)
    if (found === undefined) return { unchanged: 'gone' }
    const salt = found.backupCodes?.salt ?? newSalt()
    const list = await digestAll(codes, salt, house)
    const changed = await changeAccount(house, id, (account: Account) => {
      const before = account.backupCodes ?? { salt, codes: [], used: [] }
      return before.salt === salt ? { ...account, backupCodes: make(before, list) } : undefined
    })
    if (!('unchanged' in changed) || changed.unchanged !== 'declined') return changed
  }
  throw new Error('the account was given new backup codes again and again')
}
