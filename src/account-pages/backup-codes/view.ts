import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import type { Beginning } from '../prove/ways.ts'

/** The page of the backup codes; none of them is on it. */
export interface BackupCodesPage {
  /** How many can still be used. */
  readonly left: number
  readonly few: boolean
  readonly proved: boolean
  readonly begin: Beginning
}

export function backupCodesView(page: BackupCodesPage, t: Translate): View {
  const { left } = page
  return {
    ...page,
    text: left === 0 ? t('account.backup-codes.none') : t('account.backup-codes.left', { count: left }),
  }
}
