import { networkOf } from '../limits/network.ts'
import type { Audit, SecurityEvent } from '../operations/audit.ts'
import { correlation } from '../operations/correlation.ts'
import type { ActivityStore } from './activity.ts'
import type { AdminChange } from './admin/changes.ts'

/** What an account's owner reads of security events, by event and outcome; the others are the admin's alone. */
const told: Readonly<Record<string, string>> = {
  'account.number changed': 'number-changed',
  'account.number held': 'number-changing',
  'account.number cancelled': 'number-kept',
  'account.enrolled saved': 'number-enrolled',
  'account.sms-code opted-out': 'opted-out',
  'account.sms-code opted-in': 'opted-in',
  'account.backup-codes made': 'backup-codes-made',
  'account.password changed': 'password-changed',
  'account.password set': 'password-set',
  'account.sessions ended': 'session-ended',
  'account.sessions others-ended': 'other-sessions-ended',
  'account.browsers remembered': 'browser-remembered',
  'account.browsers named': 'browser-named',
  'account.browsers forgotten': 'browser-forgotten',
  'account.browsers all-forgotten': 'all-browsers-forgotten',
  'backup-code.verify right': 'backup-code-used',
  'account.guessed-at locked': 'locked',
  'account.guessed-at slowed': 'locked',
  'account.guessed-at disabled': 'factor-disabled',
}

/** What they read of each thing that the people who run the house did. */
const toldOfAdmins: Readonly<Record<AdminChange, string>> = {
  'number-changed': 'number-changed-by-admin',
  'number-removed': 'number-removed-by-admin',
  'sms-code-off': 'opted-out-by-admin',
  'sms-code-on': 'opted-in-by-admin',
  'password-set': 'password-set-by-admin',
  'password-link-made': 'password-link-by-admin',
  invited: 'invited-by-admin',
  'backup-codes-made': 'backup-codes-made-by-admin',
  'backup-codes-cleared': 'backup-codes-cleared-by-admin',
  'bypass-made': 'bypass-made-by-admin',
  disabled: 'disabled-by-admin',
  enabled: 'enabled-by-admin',
  unlocked: 'unlocked-by-admin',
  'details-changed': 'details-changed-by-admin',
}

/** Everything that can stand in an account's activity beside sign-ins; each has a text of the pages. */
export const toldActivities: readonly string[] = [...Object.values(told), ...Object.values(toldOfAdmins)]

/** A command of the people who run the house; `changes` says what it made of the account. */
export interface AdminEvent extends SecurityEvent {
  readonly event: `admin.${string}`
  readonly changes?: readonly AdminChange[]
}

/**
 * The audit that tells owners, too: whatever is audited of an account and says something to its owner is listed for
 * them, so no change can be made that is in one place and not in the other. Not waited for: a list that lacks a line is
 * all that can come of it.
 *
 * @param report told when an entry could not be written
 */
export function withActivity(
  audit: Audit,
  activity: Pick<ActivityStore, 'note'>,
  report: (error: unknown) => void,
): Audit {
  return (event) => {
    audit(event)
    const { account } = event
    if (account === undefined) return
    for (const what of toldIn(event))
      activity.note(account, { at: Date.now(), what, ...whence(event) }).catch(report)
  }
}

function toldIn(event: SecurityEvent | AdminEvent): readonly string[] {
  if (isAdmin(event)) return (event.changes ?? []).map((change) => toldOfAdmins[change])
  const what = told[`${event.event} ${event.outcome}`]
  return what === undefined ? [] : [what]
}

function isAdmin(event: SecurityEvent): event is AdminEvent {
  return event.event.startsWith('admin.')
}

/** From which network, where there is a request at all: a command has none. */
function whence({ network }: SecurityEvent): { readonly network?: string } {
  if (typeof network === 'string') return { network }
  const address = correlation()?.address
  return address === undefined ? {} : { network: networkOf(address) }
}
