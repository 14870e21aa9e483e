import type { Place } from '../../../interactions/sms-otp/ports.ts'

/** What belongs to an account: its id is the hash tag, so all of it is in one slot. Encoded, no id can pose as another. */
export function accountKey(prefix: string, account: string, name: string): string {
  return `${prefix}{${encodeURIComponent(account)}}:${name}`
}

/** What belongs to one place of an account. */
export function placeKey(prefix: string, name: string, { account, purpose, browser }: Place): string {
  return accountKey(prefix, account, [name, purpose, browser].map(encodeURIComponent).join(':'))
}
