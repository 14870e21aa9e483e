import { type MessageTexts, messagePlaceholders, placeholdersOf } from '../sms/message-texts.ts'
import type { Document } from './document.ts'
import type { Finding, Report } from './report.ts'

export const messagesOption = ['authentication', 'authenticator', 'sms_otp', 'messages'] as const

/** A web address, or what phones would make one of. */
const link = /:\/\/|www\.|\b[a-z0-9-]+\.(?:com|net|org|info|io|[a-z]{2})(?:\/|\b)/i

/** The line that binds a code to a host (WICG, "Origin-bound one-time codes delivered via SMS"): there is one, ours. */
const bound = /^@\S+ #/m

/** Reads the texts of `[…sms_otp.messages]`; undefined when one of them cannot be sent as a code's message. */
export function readMessages(
  written: Readonly<Record<string, string>>,
  document: Document,
  report: Report,
): MessageTexts | undefined {
  let failed = false
  for (const [language, text] of Object.entries(written)) {
    for (const message of problemsOf(text)) {
      failed = true
      report.add(document, [...messagesOption, language], { message } satisfies Finding)
    }
  }
  if (failed) return undefined
  return Object.fromEntries(Object.entries(written).map(([language, text]) => [language.toLowerCase(), text]))
}

function problemsOf(text: string): string[] {
  const names = placeholdersOf(text)
  const unknown = names.find((name) => !messagePlaceholders.some((known) => known === name))
  const allowed = messagePlaceholders.map((name) => `$ctx.${name}`).join(', ')
  return [
    names.includes('otp') ? undefined : 'the code is missing: put $ctx.otp where it belongs',
    unknown === undefined ? undefined : `unknown placeholder $ctx.${unknown}, allowed: ${allowed}`,
    /[^\P{C}\n]/u.test(text) ? 'holds a control, direction or other invisible character' : undefined,
    link.test(text.replaceAll('$ctx.', ' '))
      ? 'holds a web address: people must not learn to follow links in messages'
      : undefined,
    bound.test(text)
      ? 'holds a line "@host #code" of its own: ours follows by itself, and there is one only'
      : undefined,
  ].filter((problem) => problem !== undefined)
}
