import { type MessageFacts, messageLocale, messageText } from '../../../interactions/sms-otp/message.ts'
import { outsideGsm7, segmentsOf } from '../../sms/gsm7.ts'
import { fillMessage, placeholdersOf } from '../../sms/message-texts.ts'
import type { Document } from '../document.ts'
import { messagesOption } from '../messages.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'
import { valueAt } from '../shape.ts'

type Facts = Pick<Settings, 'server' | 'application' | 'authentication'>

/**
 * Says what will cost more, or be understood less, than an admin may think: texts longer than one segment, the
 * character that makes a text twice as long, messages that cannot be told apart.
 */
export function checkMessages(settings: Facts, document: Document, report: Report): void {
  const { messages = {}, enabled } = settings.authentication.smsOtp
  const longest = longestFacts(settings)
  const warn = (language: string, doubts: readonly (string | undefined)[]) => {
    for (const message of doubts.filter((doubt) => doubt !== undefined)) {
      report.add(document, pathOf(document, language), { message, level: 'warning' })
    }
  }
  for (const [language, text] of Object.entries(messages)) {
    warn(language, [lengthOf(fillMessage(text, longest)), numberIn(text, longest)])
  }
  if (!enabled || Object.hasOwn(messages, messageLocale)) return
  const long = lengthOf(messageText(longest))
  if (long) warn(messageLocale, [`our own text ${long}. A shorter one can be written here`])
}

/** Of the last message somebody can ask for. */
function longestFacts({ server, application, authentication }: Facts): MessageFacts {
  const { codeLength, lifetimeSeconds, resends } = authentication.smsOtp
  return {
    application: application.name,
    code: '0'.repeat(codeLength),
    minutes: Math.floor(lifetimeSeconds / 60),
    message: 1 + resends,
    host: new URL(server.issuer).hostname,
    locales: [],
  }
}

function lengthOf(whole: string): string | undefined {
  const { encoding, count } = segmentsOf(whole)
  if (count === 1) return undefined
  return `is sent in ${count} segments, each of them paid for, as ${encoding === 'gsm7' ? 'GSM-7' : 'UCS-2'}${oddIn(whole)}`
}

/** The character that makes a text so long, where there is one. */
export function oddIn(text: string): string {
  const odd = outsideGsm7(text)
  if (odd === undefined) return ''
  return `: "${odd}" is not in the alphabet every phone knows, so a segment holds 70 characters instead of 160`
}

function numberIn(text: string, { message }: MessageFacts): string | undefined {
  if (message === 1 || placeholdersOf(text).includes('message')) return undefined
  return 'does not say which message it is: put $ctx.message somewhere, the page names it'
}

/** Languages keep the spelling they were written in. */
function pathOf(document: Document, language: string): string[] {
  const written = Object.keys(valueAt(document.root, messagesOption) ?? {})
  return [...messagesOption, written.find((name) => name.toLowerCase() === language) ?? language]
}
