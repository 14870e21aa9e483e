import type { People } from '../../../interactions/person.ts'
import type { Fields } from '../../../interactions/step.ts'
import { changeAccount } from '../../accounts/change.ts'
import { poorChoice } from '../../accounts/password/choice.ts'
import { type Passwords, passwordLength } from '../../accounts/password.ts'
import { withPassword } from '../../accounts/set-password.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type PasswordPage, passwordView } from './view.ts'

export interface PasswordParts extends TopicParts {
  readonly people: Pick<People, 'authenticate'>
  readonly passwords: Pick<Passwords, 'hash'>
}

/** One's password: changed with a proof, the old one and a new one that is worth having. */
export function passwordTopic(parts: PasswordParts): Topic {
  async function show(
    visit: AccountVisit,
    more: Pick<PasswordPage, 'problem' | 'done' | 'retryIn'> = {},
    status = 200,
  ): Promise<AccountAnswer> {
    const page: PasswordPage = {
      username: visit.account.username,
      proved: await parts.proofs.has(visit, 'password'),
      begin: beginning(visit.person, 'password', parts.factorEnabled),
      ...more,
    }
    const retry = page.retryIn === undefined ? {} : { retryAfter: page.retryIn }
    return { show: 'password', status, ...retry, view: (t) => passwordView(page, t) }
  }

  /**
   * The new one first: judging it costs nothing. The old one is tried at the door of every sign-in, with its counts, and
   * only by whoever has proved the change: a stolen session must not be one more place to guess at.
   */
  async function refuse(visit: AccountVisit, fields: Fields): Promise<AccountAnswer | undefined> {
    const { current_password: current = '', password = '' } = fields
    if (current === '' || password === '') return show(visit, { problem: 'missing' }, 400)
    if (password === current) return show(visit, { problem: 'same' }, 422)
    const poor = await poorChoice(password, visit.account)
    if (poor !== undefined) return show(visit, { problem: poor }, 422)
    if (current.length > passwordLength.most) return show(visit, { problem: 'wrong' }, 422)
    const tried = await parts.people.authenticate(visit.account.username, current, visit.caller)
    if (tried.result === 'held') {
      return show(visit, { problem: 'held', retryIn: Math.max(1, Math.ceil(tried.retryIn / 1000)) }, 429)
    }
    const right = tried.result === 'right' && tried.person.id === visit.account.id
    return right ? undefined : show(visit, { problem: 'wrong' }, 422)
  }

  /** Only over the password that was tried: of two changes at once one is made, and the other is told so. */
  async function change(visit: AccountVisit, fields: Fields): Promise<AccountAnswer> {
    const { account, session, caller } = visit
    const hash = await parts.passwords.hash(fields.password ?? '')
    const ending = fields.end_others === 'yes' ? { except: session.uid } : 'none'
    const changed = await changeAccount(parts, account.id, (current) =>
      current.passwordHash === account.passwordHash && current.disabled !== true
        ? withPassword(current, hash, parts.clock(), ending)
        : undefined,
    )
    const outcome = 'account' in changed ? 'changed' : changed.unchanged
    parts.audit({ event: 'account.password', outcome, account: account.id, by: 'owner' })
    if (!('account' in changed)) return show(visit, { done: 'overtaken' }, 409)
    parts.notify(changed.account, 'password-changed', { network: caller.network })
    return show(visit, { done: 'changed' })
  }

  return {
    name: 'password',
    card: () => ({ text: 'account.password.card' }),
    pages: { password: (visit) => show(visit) },
    actions: {
      password: {
        fields: ['username', 'current_password', 'password', 'end_others'],
        proof: 'password',
        check: async (visit, fields) =>
          (await parts.proofs.has(visit, 'password')) ? refuse(visit, fields) : undefined,
        act: change,
      },
    },
  }
}
