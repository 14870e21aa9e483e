import { lookUp, wishedLocales } from '../../../interactions/locale.ts'
import { requestOf } from '../../../interactions/sms-otp/dispatch.ts'
import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import { writeMessage } from '../../../interactions/sms-otp/message.ts'
import { messagePartsOf, sendGateOf } from '../../assembly/sending.ts'
import { networkOf } from '../../limits/network.ts'
import type { Decision } from '../../limits/send-gate.ts'
import { sendingGateways, waysFor } from '../../sms/route.ts'
import { inCurrency, limitReasons } from './limit-options.ts'
import type { Question } from './question.ts'
import { accountSays, inFuture, type Reason } from './reason.ts'
import { type Refusal, refusalBy } from './refusal.ts'

/** The message with a code, as it would be sent now. */
export interface MessageFacts {
  /** The number's last digits. */
  readonly to: string
  /** Whether it would be given to a gateway. */
  readonly sent: boolean
  /** Why not, in words, and who decided that. */
  readonly refusal?: Refusal & { readonly retry_at?: string }
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  /** Watches that would be closed if they did not only observe. */
  readonly observed: readonly string[]
  /** What is left of each, after this message where it is sent. */
  readonly limits: readonly Limit[]
  /** In the order in which they are asked. */
  readonly gateways: readonly { readonly name: string; readonly why: readonly Reason[] }[]
  readonly language: string
  /** With dots in the place of the code. */
  readonly text: string
  readonly why: readonly Reason[]
}

interface Limit {
  readonly name: string
  readonly period?: string
  readonly left: number
  readonly why: readonly Reason[]
}

/** Asks gate, route and text of a login's message, as its sender would; nothing is taken or sent. */
export async function messageFor(question: Question, number: string, locale = ''): Promise<MessageFacts> {
  const decision = await decide(question, number)
  const { country, observed, admission } = decision
  const gateways = waysFor({ to: number }, sendingGateways(question.settings.gateways))
  const refusal = refusalOf(question, decision, gateways.length)
  return {
    to: maskNumber(number),
    sent: refusal === undefined,
    ...(refusal && { refusal: { ...refusal, ...retry(admission) } }),
    ...(country === undefined ? {} : { country }),
    observed,
    limits: limitsOf(question, decision),
    gateways: gateways.map((gateway) => ({
      name: gateway.name,
      why: [
        question.pointAt(`sms.${gateway.name}.priority`, gateway.priority),
        ...(gateway.countries ? [question.pointAt(`sms.${gateway.name}.countries`, gateway.countries)] : []),
      ],
    })),
    ...textFor(question, locale),
  }
}

function decide({ settings, store, account, asked, address }: Question, number: string): Promise<Decision> {
  const gate = sendGateOf(settings, store, () => {})
  const request = requestOf({ account: account.id, purpose: 'login' }, number, {
    ...(asked.clientId === '' ? {} : { client: asked.clientId }),
    ...(address === undefined ? {} : { network: networkOf(address) }),
  })
  return gate.decide(request, true)
}

function refusalOf(question: Question, decision: Decision, gateways: number): Refusal | undefined {
  if (!decision.admission.admitted) return refusalBy(question, decision)
  if (gateways > 0) return undefined
  const { settings, pointAt } = question
  const enabled = sendingGateways(settings.gateways)
  return {
    says: "no gateway serves the number's country",
    why: enabled.map(({ name, countries }) => pointAt(`sms.${name}.countries`, countries ?? [])),
  }
}

function retry(admission: Decision['admission']): { readonly retry_at?: string } {
  const waits = !admission.admitted && admission.retryIn > 0
  return waits ? { retry_at: inFuture(admission.retryIn) } : {}
}

function limitsOf({ settings: { limits }, pointAt }: Question, { left }: Decision): readonly Limit[] {
  return left.map((each) => ({
    ...each,
    left: each.name === 'money' ? inCurrency(each.left) : each.left,
    why: limitReasons(each, limits, pointAt),
  }))
}

/** The login's own writer, with what is known of the person's wishes: the browser's are not. */
function textFor({ settings, pointAt }: Question, locale: string) {
  const { codeLength, lifetimeSeconds, messages = {} } = settings.authentication.smsOtp
  const facts = { code: '•'.repeat(codeLength), message: 1, locales: wishedLocales('', locale, []) }
  const { text, locale: language } = writeMessage(messagePartsOf(settings), lifetimeSeconds * 1000, facts)
  const asAccountSays = lookUp(new Set([language.toLowerCase()]), wishedLocales('', locale, [])) !== undefined
  const own = Object.hasOwn(messages, language)
  const path = `authentication.authenticator.sms_otp.messages.${language}`
  return {
    language,
    text,
    why: [
      accountSays(languageSays(locale, asAccountSays)),
      ...(!asAccountSays
        ? [pointAt('application.default_language', settings.application.defaultLanguage ?? 'en')]
        : []),
      ...(own
        ? [pointAt(path, messages[language])]
        : [{ by: 'default', says: 'a text of our own' } as const]),
      pointAt('application.name', settings.application.name),
    ],
  }
}

function languageSays(locale: string, taken: boolean): string {
  if (locale === '') return 'it names no language; that of the browser comes next'
  const says = `locale = ${JSON.stringify(locale)}`
  return taken ? says : `${says}, which no text is in; that of the browser comes next`
}
