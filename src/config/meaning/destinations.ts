import type { UserEntry } from '../../accounts/user-entry.ts'
import { judgeDestination } from '../../limits/destination.ts'
import type { Document } from '../document.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'

/**
 * Says whose codes would never leave: numbers that `[limits]` sends nothing to. One line a reason, at the first of
 * them, by the rule that the gate itself goes by.
 *
 * @param users of this document, in its order
 */
export function checkDestinations(
  { limits, authentication }: Pick<Settings, 'limits' | 'authentication'>,
  users: readonly UserEntry[],
  document: Document,
  report: Report,
): void {
  if (!authentication.smsOtp.enabled) return
  const places = new Map<string, number[]>()
  for (const [index, user] of users.entries()) {
    const number = numberForCodes(user)
    const judged = number === undefined ? undefined : judgeDestination(number, 'login', limits)
    if (judged?.ok === false) places.set(judged.why, [...(places.get(judged.why) ?? []), index])
  }
  for (const [why, [first = 0, ...others]] of places) {
    const more = others.length === 0 ? '' : `; the same for ${others.length} more`
    const message = `sent no codes: ${why}${more}`
    report.add(document, ['user', first, 'number'], { message, level: 'warning' })
  }
}

function numberForCodes(user: UserEntry): string | undefined {
  const { number, number_verified = true, disabled = false, disable_sms_otp = false } = user
  return number_verified && !disabled && !disable_sms_otp ? number : undefined
}
