import type { UserEntry } from '../../accounts/user-entry.ts'
import { judgeDestination } from '../../limits/destination.ts'
import type { Desk } from './desk.ts'

/** What is said of a number that is set, and gets no codes; empty for any other. */
export function destinationNote({ settings }: Desk, { number, number_verified = true }: UserEntry): string {
  if (number === undefined || !number_verified || !settings.authentication.smsOtp.enabled) return ''
  const judged = judgeDestination(number, 'login', settings.limits)
  return judged.ok ? '' : `\nNo codes go to that number: ${judged.why}.`
}
