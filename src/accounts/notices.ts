import { randomUUID } from 'node:crypto'
import type { Pages } from '../../interactions/pages/index.ts'
import type { MessageAbout, SendGate, SendRequest } from '../../interactions/sms-otp/gate.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Audit } from '../operations/audit.ts'
import type { SmsSender } from '../sms/sender.ts'
import type { Account } from './account.ts'
import { type AccountNews, noticeText } from './notice-text.ts'
import { localeOf } from './person.ts'

export interface NoticeOptions {
  readonly sender: Pick<SmsSender, 'send'>
  readonly gate: SendGate
  readonly audit: Audit
  readonly clock: Clock
  readonly pages: Pick<Pages, 'speech'>
  /** The house's name. */
  readonly application: string
}

export interface NoticeFacts {
  /** E.164; where left out, the account's own number if it is proved. After a change, the old one. */
  readonly numbers?: readonly string[]
  /** Where it was done from, as networkOf says it. */
  readonly network?: string
}

/**
 * Tells an account's owner what happened, when and from where, and how to object (NIST SP 800-63B-4, 4.6). Plain text
 * without a link: nobody must learn to follow one. Returns at once and never throws; what became of it is audited.
 */
export type Notify = (account: Account, news: AccountNews, facts?: NoticeFacts) => void

/** See Notify. Every notice passes the gate of all messages, with the purpose `notice`. */
export function createNotices(options: NoticeOptions): Notify {
  return (account, news, facts) => void sendNotices(options, account, news, facts)
}

/**
 * The same for whoever waits for it.
 *
 * @returns what became of each message: `accepted`, or why it was not sent, or not for certain. Never rejects
 */
export function sendNotices(
  options: NoticeOptions,
  account: Account,
  news: AccountNews,
  { numbers = provedNumber(account), network }: NoticeFacts = {},
): Promise<readonly string[]> {
  const text = textOf(options, account, news, network)
  const send = async (number: string) => {
    const request = { account: account.id, purpose: 'notice', number }
    const carried = await carry(options, request, text).catch((): Carried => ({ outcome: 'not-sent' }))
    const { outcome, ...about } = carried
    options.audit({ event: 'account.notice', outcome, account: account.id, news, ...about })
    return outcome
  }
  return Promise.all([...new Set(numbers)].map(send))
}

function provedNumber({ number, numberVerified }: Account): readonly string[] {
  return number !== undefined && numberVerified === true ? [number] : []
}

/** What a gateway said of it, or why the gate let it pass nowhere. */
interface Carried extends MessageAbout {
  readonly outcome: string
  readonly gateway?: string
  readonly language?: string
}

async function carry(
  { gate, sender }: NoticeOptions,
  request: SendRequest,
  { text, locale }: { readonly text: string; readonly locale: string },
): Promise<Carried> {
  const admission = await gate.admit(request)
  if (!admission.admitted) return { outcome: admission.why }
  const { status, gateway } = await sender.send({ to: request.number, text, locale, id: randomUUID() })
  // Never a first message: a notice brings no code back, so it must not count as a login that failed.
  await gate.settle(request, status, false, admission.at)
  const { country, price } = admission.about ?? {}
  return {
    outcome: status,
    language: locale,
    ...(gateway === undefined ? {} : { gateway }),
    ...(country === undefined ? {} : { country }),
    ...(price === undefined || status === 'refused' ? {} : { price }),
  }
}

function textOf(
  { pages, application, clock }: NoticeOptions,
  account: Account,
  news: AccountNews,
  network: string | undefined,
) {
  const locale = localeOf(account)
  const { t, language } = pages.speech(locale === undefined ? [] : [locale])
  const known = network !== undefined && network !== 'unknown'
  const facts = { application, at: clock(), ...(known && { network }) }
  return { text: noticeText(t, news, facts), locale: language }
}
