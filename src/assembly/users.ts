import { newAccountId } from '../accounts/account.ts'
import type { Derive } from '../accounts/backup/set.ts'
import { type ProvisionSummary, provision } from '../accounts/provision.ts'
import type { Settings } from '../config/settings.ts'
import type { Log } from '../operations/log.ts'
import type { Store } from '../store/store.ts'

/** users.toml provisions the account store; what it could not apply is said, and stops nothing. */
export async function applyUsers(settings: Settings, store: Store, derive: Derive, log: Log): Promise<void> {
  // A file that is gone or empty is more likely a slip than the wish to disable everybody at once.
  if (settings.users.length === 0) return
  const { problems, ...counts } = await provisionUsers(settings, store, derive)
  for (const problem of problems) log.warn({ problem }, 'users.toml')
  const { unchanged: _, ...changes } = counts
  log.info(changes, 'users.toml applied')
}

/** The same for whoever wants to know what came of it. */
export function provisionUsers(
  { users: entries, secrets }: Settings,
  store: Store,
  derive: Derive,
  prune = false,
): Promise<ProvisionSummary> {
  const sealing = { keys: secrets.codeKeys, derive }
  const rest = { clock: Date.now, newId: newAccountId, sealing, ...(prune && { prune: store }) }
  return provision({ accounts: store.accounts, entries, ...rest })
}
