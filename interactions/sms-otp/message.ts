/** What a message's text is made of. */
export interface MessageFacts {
  readonly application: string
  readonly code: string
  readonly minutes: number
  /** Number of the message in its challenge; named from the second one on, when there is something to tell apart. */
  readonly message: number
  /** Host of the page that asks for the code. */
  readonly host: string
  /** The person's wishes for a language, best first (BCP 47). */
  readonly locales: readonly string[]
}

/** A message, and the language it is in. */
export interface WrittenMessage {
  readonly text: string
  /** BCP 47. */
  readonly locale: string
}

/** What a host's messages are written with. */
export interface MessageParts {
  /** Shown in the message. */
  readonly application: string
  /** Host of the page that asks for the code, for the message's last line. */
  readonly host: string
  /** Writes the message and says in which language; default: English. */
  readonly text?: (facts: MessageFacts) => WrittenMessage
}

/** @param lifetime how long the code may be typed, in milliseconds */
export function writeMessage(
  { application, host, text = inEnglish }: MessageParts,
  lifetime: number,
  facts: Pick<MessageFacts, 'code' | 'message' | 'locales'>,
): WrittenMessage {
  return text({ application, host, minutes: Math.max(1, Math.floor(lifetime / 60_000)), ...facts })
}

function inEnglish(facts: MessageFacts): WrittenMessage {
  return { text: messageText(facts), locale: messageLocale }
}

/**
 * The default text: words first, then the line that binds the code to our host, alone and last, as the WICG's
 * "Origin-bound one-time codes delivered via SMS" wants it, so that phones offer the code on our page only.
 * One GSM-7 segment with a name of 30 characters of that alphabet, a host of 40, any code and any life of up to 99
 * minutes; a longer host, or a name in other letters, can make two of it.
 */
export function messageText(facts: MessageFacts): string {
  const { application, code, minutes, message, host } = facts
  const which = message > 1 ? ` (message ${message})` : ''
  const life = minutes === 1 ? '1 minute' : `${minutes} minutes`
  return `${code} is your ${application} code${which}. Valid for ${life}. Never share it.${boundLine(host, code)}`
}

/**
 * The default text in other languages. Spanish and French keep to GSM-7, so they say `clave` and go without accents
 * that alphabet lacks; Arabic is UCS-2, 70 characters, and leaves out how long the code lives to stay in one segment.
 */
export const translatedTexts: Readonly<Record<string, (facts: MessageFacts) => string>> = {
  es({ application, code, minutes, message, host }) {
    const which = message > 1 ? ` (mensaje ${message})` : ''
    const life = minutes === 1 ? '1 minuto' : `${minutes} minutos`
    return `${code} es su clave de ${application}${which}. Vale ${life}. No la comparta.${boundLine(host, code)}`
  },
  fr({ application, code, minutes, message, host }) {
    const which = message > 1 ? ` (message ${message})` : ''
    const life = minutes === 1 ? '1 minute' : `${minutes} minutes`
    return `${code} est votre code ${application}${which}. Valable ${life}. Ne le donnez pas.${boundLine(host, code)}`
  },
  ar({ application, code, message, host }) {
    const which = message > 1 ? ` (رسالة ${message})` : ''
    return `${code} رمز ${application}${which}. لا تعطه لأحد.${boundLine(host, code)}`
  },
}

/** The language of the default text. */
export const messageLocale = 'en'

/** The end of a message, with the blank line before it. */
export function boundLine(host: string, code: string): string {
  return `\n\n@${host} #${code}`
}
