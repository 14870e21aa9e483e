import type { Account } from '../../accounts/account.ts'
import { newSalt, sealBackupCodes } from '../../accounts/backup/set.ts'
import type { BackupCodes } from '../../accounts/backup/stored.ts'
import { drawBackupCodes, readBackupCode } from '../../accounts/backup/text.ts'
import type { BackupCodeOptions } from '../../accounts/backup/use.ts'
import { changeAccount } from '../../accounts/change.ts'
import { withEnabled } from '../../accounts/disable-factor.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { backupCodesView } from './view.ts'

export interface BackupCodesParts extends TopicParts {
  readonly keys: BackupCodeOptions['keys']
  readonly derive: BackupCodeOptions['derive']
}

/** With so many or fewer it is time for new ones (BKP-06). */
const few = 3

/** Backup codes: made, shown once, replaced. */
export function backupCodesTopic(parts: BackupCodesParts): Topic {
  const { proofs, failures, notify, audit, factorEnabled } = parts

  async function show(visit: AccountVisit): Promise<AccountAnswer> {
    const { person } = visit
    const proved = await proofs.has(visit, 'backup-codes')
    const page = {
      left: person.backupCodes,
      few: isFew(visit),
      proved,
      begin: beginning(person, 'backup-codes', factorEnabled),
    }
    return { show: 'backup-codes', view: (t) => backupCodesView(page, t) }
  }

  /** Sealed before anything is written: hashing may be refused for a while, and the old codes stay then. */
  async function make(visit: AccountVisit): Promise<AccountAnswer> {
    const codes = drawBackupCodes()
    const salt = visit.account.backupCodes?.salt ?? newSalt()
    const made = await seal(parts, salt, codes)
    const changed = await changeAccount(parts, visit.account.id, (account) => withCodes(account, salt, made))
    const outcome = 'account' in changed ? 'made' : changed.unchanged
    audit({ event: 'account.backup-codes', outcome, account: visit.account.id })
    if (!('account' in changed)) return show(visit)
    // New codes, new tries. Not waited for: an admin can do it, too, and the codes must be shown now.
    failures.forgive(visit.account.id, 'backup').catch(() => {})
    notify(changed.account, 'backup-codes-made', { network: visit.caller.network })
    return { show: 'backup-codes-made', view: () => ({ codes }) }
  }

  return {
    name: 'backup-codes',
    card: (visit) => ({
      text:
        visit.person.backupCodes === 0 ? 'account.backup-codes.card.none' : 'account.backup-codes.card.left',
      values: { count: visit.person.backupCodes },
      warning: isFew(visit),
    }),
    pages: { 'backup-codes': show },
    actions: { 'backup-codes/make': { fields: [], proof: 'backup-codes', act: make } },
  }
}

function isFew({ account, person }: AccountVisit): boolean {
  return account.backupCodes !== undefined && person.backupCodes <= few
}

function seal({ keys, derive }: BackupCodesParts, salt: string, codes: readonly string[]) {
  const plain = codes.flatMap((code) => readBackupCode(code) ?? [])
  return sealBackupCodes(plain, salt, keys, derive)
}

/** The new set, under the old one's salt, so that used codes are still known as used. Undefined when that is another one. */
function withCodes(account: Account, salt: string, codes: BackupCodes['codes']): Account | undefined {
  const { salt: now = salt, used = [] } = account.backupCodes ?? {}
  return now === salt ? withEnabled({ ...account, backupCodes: { salt, codes, used } }, 'backup') : undefined
}
