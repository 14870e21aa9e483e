import type { UserEntry } from '../../accounts/user-entry.ts'
import type { Files } from '../files.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'
import { checkAddresses } from './addresses.ts'
import { checkDestinations } from './destinations.ts'
import { checkEvents } from './events.ts'
import { checkLanguage } from './language.ts'
import { checkLimits } from './limits.ts'
import { checkMessages } from './messages.ts'
import { checkNotices } from './notices.ts'
import { checkRoutes } from './routes.ts'
import { checkTemplates } from './templates.ts'

/**
 * What settings mean together, once each is right by itself: what would keep people out, cost more than it looks, or never
 * come into force.
 */
export function checkMeaning(
  settings: Settings,
  { deployment, users }: Files,
  mode: 'serve' | 'demo',
  report: Report,
): void {
  // Of users and gateways some are left out when they have a problem of their own: nothing is said of the rest then.
  const whole = !report.failed
  if (users && whole) checkDestinations(settings, usersIn(users, settings), users, report)
  if (deployment) {
    if (mode === 'serve') checkAddresses(settings, deployment, report)
    checkEvents(settings, deployment, report)
    checkLanguage(settings, deployment, report)
    checkLimits(settings, deployment, report)
    if (whole) checkRoutes(settings, deployment, report)
    checkMessages(settings, deployment, report)
    checkNotices(settings, deployment, report)
    checkTemplates(settings.gateways, settings.authentication.smsOtp.messages ?? {}, deployment, report)
  }
}

/** What a command adds comes after those of the file. */
function usersIn({ root }: NonNullable<Files['users']>, settings: Settings): readonly UserEntry[] {
  return settings.users.slice(0, Array.isArray(root.user) ? root.user.length : 0)
}
