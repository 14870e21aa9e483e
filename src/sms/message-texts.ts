import { lookUp } from '../../interactions/locale.ts'
import {
  boundLine,
  type MessageFacts,
  messageLocale,
  messageText,
  translatedTexts,
  type WrittenMessage,
} from '../../interactions/sms-otp/message.ts'

/** What a message's text can hold as `$ctx.name`. */
export const messagePlaceholders = ['otp', 'application', 'minutes', 'message'] as const

type Name = (typeof messagePlaceholders)[number]

/** Texts by language: BCP 47 tags in lower case. */
export type MessageTexts = Readonly<Record<string, string>>

/** Every placeholder of a text, known or not. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\$ctx\.(\w*)/g)].map(([, name = '']) => name)
}

/**
 * Writes messages in the first language a person wishes for that there is a text in: the very one, or the same
 * without its country or script. An admin's texts take the place of ours in every language: of those only the English
 * one stays, until there is an `en`.
 *
 * @param mayTranslate whether ours may leave in that language; where carriers approve texts, in few
 * @param unasked BCP 47, after all that a person wishes
 */
export function messageTexts(
  texts: MessageTexts,
  mayTranslate: (language: string) => boolean = () => true,
  unasked: string = messageLocale,
): (facts: MessageFacts) => WrittenMessage {
  const own = Object.entries(texts).map(
    ([language, text]) => [language, (facts: MessageFacts) => fillMessage(text, facts)] as const,
  )
  const ours = Object.entries(translatedTexts).filter(([language]) => mayTranslate(language))
  const writers = new Map([[messageLocale, messageText] as const, ...(own.length > 0 ? own : ours)])
  return (facts) => {
    const locale = lookUp(writers, [...facts.locales, unasked]) ?? messageLocale
    return { text: (writers.get(locale) ?? messageText)(facts), locale }
  }
}

/** Fills a text in, in one pass, and binds its code to the host. */
export function fillMessage(text: string, facts: MessageFacts): string {
  const values: Readonly<Record<Name, string>> = {
    otp: facts.code,
    application: facts.application,
    minutes: String(facts.minutes),
    message: String(facts.message),
  }
  const words = text.replace(/\$ctx\.(\w+)/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? values[name as Name] : whole,
  )
  return words + boundLine(facts.host, facts.code)
}
