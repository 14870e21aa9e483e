import { newAccountId } from '../accounts/account.ts'
import { provision } from '../accounts/provision.ts'
import type { Settings } from '../config/settings.ts'
import type { Log } from '../operations/log.ts'
import type { Store } from '../store/store.ts'

/** users.toml provisions the account store; what it could not apply is said, and stops nothing. */
export async function applyUsers(settings: Settings, { accounts }: Store, log: Log): Promise<void> {
  // A file that is gone or empty is more likely a slip than the wish to disable everybody at once.
  if (settings.users.length === 0) return
  const summary = await provision({ accounts, entries: settings.users, clock: Date.now, newId: newAccountId })
  for (const problem of summary.problems) log.warn({ problem }, 'users.toml')
  log.info(
    { created: summary.created, changed: summary.changed, disabled: summary.disabled },
    'users.toml applied',
  )
}
