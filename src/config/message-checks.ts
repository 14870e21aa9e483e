import { outsideGsm7, segmentsOf } from '../sms/gsm7.ts'
import { fillMessage, type MessageTexts, placeholdersOf } from '../sms/message-texts.ts'
import type { Document } from './document.ts'
import { messagesOption } from './messages.ts'
import type { Report } from './report.ts'
import type { Settings } from './settings.ts'

type Facts = Pick<Settings, 'server' | 'application' | 'authentication' | 'gateways'>

/**
 * Says what will cost more, or be understood less, than an admin may think: texts longer than one segment, the
 * character that makes a text twice as long, messages that cannot be told apart, approved texts there are no ids of.
 */
export function checkMessages(settings: Facts, document: Document, report: Report): void {
  const { messages = {} } = settings.authentication.smsOtp
  for (const [language, text] of Object.entries(messages)) {
    for (const message of doubtsAbout(text, settings)) {
      report.add(document, pathOf(document, language), { message, level: 'warning' })
    }
  }
  warnOfTemplates(settings, messages, document, report)
}

function doubtsAbout(text: string, { server, application, authentication }: Facts): string[] {
  const { codeLength, lifetimeSeconds, resends } = authentication.smsOtp
  const whole = fillMessage(text, {
    application: application.name,
    code: '0'.repeat(codeLength),
    minutes: Math.floor(lifetimeSeconds / 60),
    message: 1 + resends,
    host: new URL(server.issuer).hostname,
    locales: [],
  })
  const { encoding, count } = segmentsOf(whole)
  const odd = outsideGsm7(whole)
  const why =
    odd === undefined
      ? ''
      : `: "${odd}" is not in the alphabet every phone knows, so a segment holds 70 characters instead of 160`
  return [
    count > 1
      ? `is sent in ${count} segments, each of them paid for, as ${encoding === 'gsm7' ? 'GSM-7' : 'UCS-2'}${why}`
      : undefined,
    resends > 0 && !placeholdersOf(text).includes('message')
      ? 'does not say which message it is: put $ctx.message somewhere, the page names it'
      : undefined,
  ].filter((doubt) => doubt !== undefined)
}

/** Languages keep the spelling they were written in. */
function pathOf(document: Document, language: string): string[] {
  const written = messagesOption.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    document.root,
  )
  const key = Object.keys(written ?? {}).find((name) => name.toLowerCase() === language)
  return [...messagesOption, key ?? language]
}

/** A gateway that sends the code alone shows people the vendor's text, whatever stands here. */
function warnOfTemplates(
  { gateways }: Facts,
  messages: MessageTexts,
  document: Document,
  report: Report,
): void {
  for (const { name, enabled, templateIds } of gateways) {
    if (!enabled || templateIds === undefined) continue
    const missing = Object.keys(messages).filter((language) => templateIds[language] === undefined)
    if (missing.length === 0) continue
    const message = `gateway ${name} has no approved template for ${missing.join(', ')}: its default is sent there`
    report.add(document, [...messagesOption], { message, level: 'warning', at: 'key' })
  }
}
