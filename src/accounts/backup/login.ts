import type { BackupCodes } from '../../../interactions/backup-code/step.ts'
import type { ChallengeStore } from '../../../interactions/sms-otp/ports.ts'
import type { Notify } from '../notices.ts'
import { type BackupCodeOptions, useBackupCode } from './use.ts'

export interface LoginBackupOptions extends BackupCodeOptions {
  readonly failures: Pick<ChallengeStore, 'attempt' | 'succeed' | 'barrier'>
  readonly notify: Notify
}

/** The login's view of backup codes: whoever used one is told, and so is whoever did not (BKP-07). */
export function loginBackupCodes(options: LoginBackupOptions): BackupCodes {
  return {
    async use(accountId, typed, network) {
      const used = await useBackupCode(options, accountId, typed)
      if (used.result !== 'right') return used
      options.notify(used.account, used.bypass ? 'bypass-used' : 'backup-code-used', { network })
      return { result: 'right', left: used.left }
    },
    barrier: (accountId) => options.failures.barrier(accountId, 'backup'),
  }
}
