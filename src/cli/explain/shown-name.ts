import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import { canonicalIdentifier } from '../../accounts/identifier.ts'

/** True for a username that is, or reads like, a phone number. */
export function isNumber(name: string): boolean {
  return /^\+?\d{7,15}$/.test(canonicalIdentifier(name))
}

/** A username as it may be shown: one that is a number, as numbers are. */
export function shownName(name: string): string {
  return isNumber(name) ? maskNumber(canonicalIdentifier(name)) : name
}
