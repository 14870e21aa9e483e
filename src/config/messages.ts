import { type MessageTexts, messagePlaceholders, placeholdersOf } from '../sms/message-texts.ts'
import type { Document } from './document.ts'
import type { Finding, Report } from './report.ts'
import { isLanguageTag } from './schema/rules.ts'

export const messagesOption = ['authentication', 'authenticator', 'sms_otp', 'messages'] as const

/** The line that binds a code to a host (WICG, "Origin-bound one-time codes delivered via SMS"): there is one, ours. */
const bound = /^@\S+ #/m

/** All that cannot be seen, but line feeds and the two joiners that Persian, Sinhala and others are written with. */
const invisible = /[[\p{C}\p{Zl}\p{Zp}]--[\n\u200c\u200d]]/v

/**
 * Reads the texts of `[…sms_otp.messages]`; undefined when one of them cannot be sent as a code's message. For
 * addresses in them see meaning/links.ts.
 */
export function readMessages(
  written: Readonly<Record<string, string>>,
  document: Document,
  report: Report,
): MessageTexts | undefined {
  const texts = new Map<string, string>()
  const spellings = new Map<string, string>()
  let failed = false
  for (const [language, text] of Object.entries(written)) {
    const tag = language.toLowerCase()
    const problems: Finding[] = [
      ...problemsOfLanguage(language, spellings.get(tag)).map((message) => ({ message, at: 'key' as const })),
      ...problemsOf(text).map((message) => ({ message })),
    ]
    for (const problem of problems) report.add(document, [...messagesOption, language], problem)
    if (problems.length > 0) failed = true
    spellings.set(tag, language)
    texts.set(tag, text)
  }
  return failed ? undefined : Object.fromEntries(texts)
}

function problemsOfLanguage(language: string, earlier: string | undefined): string[] {
  if (earlier !== undefined) return [`the same language as ${earlier}: one text for each`]
  return isLanguageTag(language) ? [] : [notLanguage(language)]
}

/** What to say of a name that is not a language's. */
export function notLanguage(name: string): string {
  const dashed = name.replaceAll('_', '-')
  const meant = dashed !== name && isLanguageTag(dashed) ? `write ${dashed}` : 'write one such as de or pt-BR'
  return `not a language (BCP 47): ${meant}`
}

function problemsOf(text: string): string[] {
  const names = placeholdersOf(text)
  const unknown = names.find((name) => !messagePlaceholders.some((known) => known === name))
  const allowed = messagePlaceholders.map((name) => `$ctx.${name}`).join(', ')
  return [
    names.includes('otp') ? undefined : 'the code is missing: put $ctx.otp where it belongs',
    unknown === undefined ? undefined : `unknown placeholder $ctx.${unknown}, allowed: ${allowed}`,
    invisible.test(text) ? 'holds a control, direction or other invisible character' : undefined,
    bound.test(text)
      ? 'holds a line "@host #code" of its own: ours follows by itself, and there is one only'
      : undefined,
  ].filter((problem) => problem !== undefined)
}
