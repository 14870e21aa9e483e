import type { Account } from './account.ts'
import { withoutLinksFor } from './links.ts'
import { withSessionsEnded } from './sessions.ts'

/** Which sessions a new password ends: none, all, or all but the one it was set in. */
export type Ending = 'none' | 'all' | { readonly except: string }

/** The account with a new password. Links that set one are over: each was made for the time before. */
export function withPassword(account: Account, passwordHash: string, now: number, ending: Ending): Account {
  const changed = { ...withoutLinksFor(account, 'password'), passwordHash }
  if (ending === 'none') return changed
  return withSessionsEnded(changed, now, ending === 'all' ? undefined : ending.except)
}
