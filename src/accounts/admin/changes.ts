import { isDeepStrictEqual } from 'node:util'
import type { Account } from '../account.ts'
import type { LinkKind } from '../link.ts'

/** What the people who run the house can do to an account, as its owner is told of it. */
export type AdminChange =
  | 'number-changed'
  | 'number-removed'
  | 'sms-code-off'
  | 'sms-code-on'
  | 'password-set'
  | 'password-link-made'
  | 'invited'
  | 'backup-codes-made'
  | 'backup-codes-cleared'
  | 'bypass-made'
  | 'disabled'
  | 'enabled'
  | 'unlocked'
  | 'details-changed'

const linkMade: Readonly<Record<LinkKind, AdminChange>> = {
  enrol: 'invited',
  password: 'password-link-made',
}

/** What was done to an account, for its owner to know. */
export interface Deed {
  readonly before: Account
  readonly changes: readonly AdminChange[]
}

/** What a write made of an account. Seen by comparing, so that no command can change something and not say so. */
export function changesBetween(before: Account, after: Account): readonly AdminChange[] {
  const differs = (key: keyof Account) => !isDeepStrictEqual(before[key], after[key])
  const turned = (key: 'smsOptOut' | 'disabled') => (before[key] === true) !== (after[key] === true)
  const number = after.number === undefined ? 'number-removed' : 'number-changed'
  const details = ['username', 'email', 'emailVerified', 'claims'] as const
  const seen: readonly (readonly [AdminChange, boolean])[] = [
    [number, differs('number')],
    [after.smsOptOut ? 'sms-code-off' : 'sms-code-on', turned('smsOptOut')],
    ['password-set', differs('passwordHash')],
    [after.disabled ? 'disabled' : 'enabled', turned('disabled')],
    ['details-changed', details.some(differs) || (!differs('number') && differs('numberVerified'))],
  ]
  const simple = seen.flatMap(([change, isSo]) => (isSo ? [change] : []))
  return [...simple, ...linksBetween(before, after), ...codesBetween(before, after)]
}

function linksBetween({ links: before = [] }: Account, { links: after = [] }: Account): AdminChange[] {
  const known = new Set(before.map(({ digest }) => digest))
  return after.filter(({ digest }) => !known.has(digest)).map(({ kind }) => linkMade[kind])
}

function codesBetween(before: Account, after: Account): AdminChange[] {
  const known = new Set(before.backupCodes?.codes.map(({ digest }) => digest))
  const codes = after.backupCodes?.codes ?? []
  const made = codes.filter(({ digest }) => !known.has(digest))
  if (made.length > 0) {
    return [made.some(({ expiresAt }) => expiresAt !== undefined) ? 'bypass-made' : 'backup-codes-made']
  }
  if (codes.length === known.size) return []
  return [codes.length === 0 ? 'backup-codes-cleared' : 'backup-codes-made']
}
