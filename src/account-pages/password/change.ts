import type { People } from '../../../interactions/person.ts'
import type { Fields } from '../../../interactions/step.ts'
import { changeAccount } from '../../accounts/change.ts'
import { poorChoice } from '../../accounts/password/choice.ts'
import { type Passwords, passwordLength } from '../../accounts/password.ts'
import { withPassword } from '../../accounts/set-password.ts'
import type { TopicParts } from '../parts.ts'
import type { AccountAnswer } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { showPassword } from './show.ts'

export interface PasswordParts extends TopicParts {
  readonly people: Pick<People, 'authenticate'>
  readonly passwords: Pick<Passwords, 'hash'>
}

/**
 * What is wrong with what was typed; undefined when nothing is. The new one first: judging it costs nothing. The old one
 * is tried at the door of every sign-in, with its counts.
 */
export async function refusePassword(
  parts: PasswordParts,
  visit: AccountVisit,
  { current_password: current = '', password = '' }: Fields,
): Promise<AccountAnswer | undefined> {
  if (current === '' || password === '') return showPassword(parts, visit, { problem: 'missing' }, 400)
  if (password === current) return showPassword(parts, visit, { problem: 'same' }, 422)
  const poor = await poorChoice(password, visit.account)
  if (poor !== undefined) return showPassword(parts, visit, { problem: poor }, 422)
  if (current.length > passwordLength.most) return showPassword(parts, visit, { problem: 'wrong' }, 422)
  const tried = await parts.people.authenticate(visit.account.username, current, visit.caller)
  if (tried.result === 'held') {
    const retryIn = Math.max(1, Math.ceil(tried.retryIn / 1000))
    return showPassword(parts, visit, { problem: 'held', retryIn }, 429)
  }
  const right = tried.result === 'right' && tried.person.id === visit.account.id
  return right ? undefined : showPassword(parts, visit, { problem: 'wrong' }, 422)
}

/** Only over the password that was tried: of two changes at once one is made, and the other is told so. */
export async function changePassword(
  parts: PasswordParts,
  visit: AccountVisit,
  fields: Fields,
): Promise<AccountAnswer> {
  const { account, session, caller } = visit
  const hash = await parts.passwords.hash(fields.password ?? '')
  const ending = fields.end_others === 'yes' ? { except: session.uid } : 'none'
  if (ending !== 'none') await visit.renewSession()
  const changed = await changeAccount(parts, account.id, (current) =>
    current.passwordHash === account.passwordHash && current.disabled !== true
      ? withPassword(current, hash, parts.clock(), ending)
      : undefined,
  )
  const outcome = 'account' in changed ? 'changed' : changed.unchanged
  parts.audit({ event: 'account.password', outcome, account: account.id, by: 'owner' })
  if (!('account' in changed)) return showPassword(parts, visit, { done: 'overtaken' }, 409)
  parts.notify(changed.account, 'password-changed', { network: caller.network })
  return showPassword(parts, visit, { done: 'changed' })
}
