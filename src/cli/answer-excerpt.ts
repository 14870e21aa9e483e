import { maskNumber } from '../../interactions/sms-otp/mask.ts'
import type { GatewaySettings } from '../sms/gateway-settings.ts'
import type { GatewayRequest } from '../sms/template.ts'
import { hidden, hideFields } from './hide.ts'
import type { Rendered } from './sms-render.ts'

/** What must not be readable in an answer: some gateways repeat what they were asked, credentials among it. */
export interface Hidden {
  /** E.164 with plus. */
  readonly to: string
  /** Values that the file takes from elsewhere. */
  readonly secrets: ReadonlySet<string>
  readonly settings: GatewaySettings
  readonly rendered: Rendered
}

/** Characters of an answer that are shown. */
const most = 300

/**
 * The beginning of what a gateway wrote, for an admin's terminal: without the number, without anything of the request
 * that `sms render` would hide, and without characters that a terminal obeys.
 */
export function excerptOf(body: string, { to, secrets, settings, rendered }: Hidden): string {
  const words = [...secrets, ...credentialsIn(settings), ...hiddenWords(rendered)]
  const longestFirst = words.filter((word) => word !== '').toSorted((a, b) => b.length - a.length)
  const known = longestFirst.reduce((text, word) => text.replaceAll(word, hidden), body)
  const masked = known.replace(/\b(Bearer|Basic)\s+[^\s"'<>]+/gi, `$1 ${hidden}`)
  const text = hideFields(masked).replaceAll(to.slice(1), maskNumber(to)).trim()
  const plain = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (char) => `\\u${hex(char)}`)
  return plain.length > most ? `${plain.slice(0, most)}…` : plain
}

function hex(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')
}

const credentials = ['user', 'password', 'token', 'value', 'clientId', 'clientSecret']

/** As the file has them, not as a header does. */
function credentialsIn({ authentication = {} }: { readonly authentication?: object }): string[] {
  return Object.entries(authentication).flatMap(([name, value]) =>
    credentials.includes(name) ? [String(value)] : [],
  )
}

/** Words of the real request that the shown one does not have; shorter ones say nothing, and are everywhere. */
function hiddenWords({ request, shown }: Rendered): string[] {
  const visible = new Set(wordsIn(shown))
  return wordsIn(textOf(request)).filter((word) => word.length >= 4 && !visible.has(word))
}

function textOf({ url, headers, body = '' }: GatewayRequest): string {
  return [url, ...Object.values(headers), body].join(' ')
}

/** As they are, and as whoever reads percent-encoding has them. */
function wordsIn(text: string): string[] {
  return text.split(/[\s"'<>&=?,;:{}[\]()/\\]+/).flatMap((word) => [word, decoded(word)])
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}
