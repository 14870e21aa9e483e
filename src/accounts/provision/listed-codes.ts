import { createHmac } from 'node:crypto'
import type { CodeKey } from '../../../interactions/sms-otp/code.ts'
import type { Account } from '../account.ts'
import { digestAll, type Sealing, underFirstKey, withCodeList } from '../backup/digests.ts'
import { readBackupCodeList } from '../backup/list.ts'
import { newSalt } from '../backup/set.ts'
import type { BackupCodes } from '../backup/stored.ts'
import type { UserEntry } from '../user-entry.ts'

/** What the backup codes of an entry come to. */
export interface ListedCodes {
  /** Stands for the list in `account.provisioned`; absent when the entry has none. */
  readonly mark?: string
  /** What is to be stored; absent when the codes of the account stay. */
  readonly backupCodes?: BackupCodes
}

/**
 * Compares the codes of an entry with the ones it had when it was last applied. A list that is the same costs no slow
 * hash, and leaves alone what the person made since; another one, or none, takes the place of all codes there are.
 */
export async function listedCodes(
  account: Account,
  entry: UserEntry,
  sealing: Sealing,
  now: number,
): Promise<ListedCodes> {
  const last = account.provisioned?.backup_codes
  const read = readBackupCodeList(entry.backup_codes ?? [])
  const codes = 'codes' in read ? read.codes : []
  const { salt = newSalt(), codes: living = [], used = [] } = account.backupCodes ?? {}
  const before = { salt, codes: living, used }
  if (codes.length === 0) return last === undefined ? {} : { backupCodes: withCodeList(before, [], now) }
  const marks = sealing.keys.map((key) => markOf(codes, account.id, key))
  const [mark = ''] = marks
  if (last === mark) return { mark }
  const list = await digestAll(codes, salt, sealing)
  // The list is the same and the key is not: what was sealed or used under an older key is told under the new one, before
  // the older one is taken away.
  const renewed = typeof last === 'string' && marks.includes(last)
  return { mark, backupCodes: renewed ? underFirstKey(before, list) : withCodeList(before, list, now) }
}

/** Short codes can be found by trying them all: without the key the mark gives nothing away. */
function markOf(codes: readonly string[], accountId: string, { kid, key }: CodeKey): string {
  const text = `latchkey backup list 1\n${accountId}\n${codes.toSorted().join(',')}`
  return `${kid}.${createHmac('sha256', key).update(text).digest('base64url')}`
}
