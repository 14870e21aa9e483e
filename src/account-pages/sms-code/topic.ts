import type { Account } from '../../accounts/account.ts'
import { backupCodesLeft } from '../../accounts/backup/set.ts'
import { changeAccount } from '../../accounts/change.ts'
import { personOf } from '../../accounts/person.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer, Card, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type SmsCodePage, smsCodeView } from './view.ts'

export interface SmsCodeParts extends TopicParts {
  /** Names of the clients that want a second factor of everybody. */
  readonly demanding: readonly string[]
}

/** The code at sign-in, turned off and on: the guide's "Disable SMSOTP" in the person's own hands. */
export function smsCodeTopic(parts: SmsCodeParts): Topic {
  const { proofs, factorEnabled, demanding, notify, audit } = parts

  /** Whoever turns the code off keeps a way in to every client (SELF-06). */
  const mayTurnOff = (account: Account) =>
    demanding.length === 0 || backupCodesLeft(account, parts.clock()) > 0

  async function show(visit: AccountVisit, more: Partial<SmsCodePage> = {}, status = 200) {
    const account = (await parts.accounts.find(visit.account.id)) ?? visit.account
    const person = personOf(account, parts.clock())
    const change = person.optedOut ? ('opt-in' as const) : ('opt-out' as const)
    const page: SmsCodePage = {
      enrolled: person.number !== undefined,
      change,
      proved: await proofs.has(visit, change),
      blocked: change === 'opt-out' && !mayTurnOff(account),
      clients: demanding,
      begin: beginning(person, change, factorEnabled),
      ...more,
    }
    return { show: 'sms-code', status, view: (t) => smsCodeView(page, t) } satisfies AccountAnswer
  }

  async function set(
    visit: AccountVisit,
    change: (account: Account) => Account | undefined,
    done: 'opted-out' | 'opted-in',
  ): Promise<AccountAnswer> {
    const changed = await changeAccount(parts, visit.account.id, change)
    const outcome = 'account' in changed ? done : changed.unchanged
    audit({ event: 'account.sms-code', outcome, account: visit.account.id })
    if (!('account' in changed)) return show(visit, {}, 409)
    notify(changed.account, done, { network: visit.caller.network })
    return show(visit, { done })
  }

  return {
    name: 'sms-code',
    card,
    pages: { 'sms-code': (visit) => show(visit) },
    actions: {
      'sms-code/off': {
        fields: [],
        proof: 'opt-out',
        check: async (visit) => (mayTurnOff(visit.account) ? undefined : show(visit, {}, 409)),
        act: (visit) =>
          set(
            visit,
            (account) => (mayTurnOff(account) ? { ...account, smsOptOut: true } : undefined),
            'opted-out',
          ),
      },
      'sms-code/on': {
        fields: [],
        proof: 'opt-in',
        act: (visit) => set(visit, ({ smsOptOut: _, ...account }) => account, 'opted-in'),
      },
    },
  }
}

function card({ person }: AccountVisit): Card {
  if (person.optedOut) return { text: 'account.sms-code.card.off' }
  if (person.number === undefined) return { text: 'account.sms-code.card.none' }
  const disabled = person.disabledFactors.includes('sms')
  return { text: `account.sms-code.card.${disabled ? 'disabled' : 'on'}`, warning: disabled }
}
