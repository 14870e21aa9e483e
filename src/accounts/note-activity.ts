import { networkOf } from '../limits/network.ts'
import type { Audit, SecurityEvent } from '../operations/audit.ts'
import { correlation } from '../operations/correlation.ts'
import type { ActivityStore } from './activity.ts'

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

/** Everything that can stand in an account's activity beside sign-ins; each has a text of the pages. */
export const toldActivities: readonly string[] = Object.values(told)

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
    const what = told[`${event.event} ${event.outcome}`]
    if (what === undefined || event.account === undefined) return
    activity.note(event.account, { at: Date.now(), what, ...whence(event) }).catch(report)
  }
}

/** From which network, where there is a request at all: a command has none. */
function whence({ network }: SecurityEvent): { readonly network?: string } {
  if (typeof network === 'string') return { network }
  const address = correlation()?.address
  return address === undefined ? {} : { network: networkOf(address) }
}
