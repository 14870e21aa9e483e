import type { GatewayHeader } from '../sms/gateway-settings.ts'
import { placeholders } from '../sms/placeholders.ts'
import { placeholdersIn } from './gateway-text.ts'
import type { Finding } from './report.ts'
import type { GatewayTable } from './schema/gateway.ts'
import { isLoopback } from './schema/rules.ts'
import { nearest } from './shape.ts'

/** Reports a problem with one option of the gateway. */
export type Say = (key: keyof GatewayTable, finding: Finding) => void

/** The parts of a gateway that may hold placeholders, cleaned. */
export interface GatewayTexts {
  readonly url: string
  readonly headers: readonly GatewayHeader[]
  readonly payload: string | undefined
}

/** Checks what a gateway's texts mean, once their types are right. Nothing of them is shown: they hold keys. */
export function checkTexts(table: GatewayTable, texts: GatewayTexts, say: Say): void {
  checkUrl(texts.url, table.allow_private, say)
  checkHeaders(texts.headers, say)
  if (table.method === 'GET' && texts.payload !== undefined) {
    say('payload', { message: 'a GET request has no payload: use "POST", or put everything into the url' })
  }
  checkPlaceholders(texts, say)
  checkJson(texts, say)
  warnOfBlanks(texts, say)
}

function checkUrl(url: string, allowPrivate: boolean, say: Say): void {
  const problem = urlProblem(url)
  if (problem !== undefined) {
    say('url', { message: problem })
    return
  }
  const { protocol, hostname } = new URL(url)
  if (isLoopback(hostname) && !allowPrivate) {
    say('url', { message: 'leads to this machine itself: allowed with allow_private = true only' })
  } else if (protocol === 'http:' && !allowPrivate) {
    say('url', { message: 'codes travel unencrypted: use https', level: 'warning' })
  }
}

function urlProblem(url: string): string | undefined {
  const [, authority] = /^https?:\/\/([^/?#\\]+)/i.exec(url) ?? []
  if (authority?.includes('$ctx')) {
    return 'placeholders are allowed in path and query only, never in scheme, host, port or user name'
  }
  if (authority === undefined || !URL.canParse(url) || /[\s\p{C}\\]/u.test(url)) {
    return 'not an address: it begins with https:// (or http://) and holds no blanks'
  }
  return url.includes('#') ? 'nothing after "#" would be sent: write %23 for the character itself' : undefined
}

/** RFC 9110 section 5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]+$/
/** They frame the request or choose its way; the HTTP client alone sets them. */
const reserved = [
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'te',
  'trailer',
  'expect',
]

function checkHeaders(headers: readonly GatewayHeader[], say: Say): void {
  const seen = new Set<string>()
  for (const { name, value } of headers) {
    const lower = name.toLowerCase()
    const fail = (message: string): void => say('headers', { message })
    if (!token.test(name) || name.includes('$ctx')) fail('a header name is made of letters, digits and "-"')
    else if (reserved.includes(lower)) fail(`${name} is set by the server itself`)
    else if (seen.has(lower)) fail(`${name} is set a second time`)
    if (/\p{Cc}/u.test(value)) fail('a header value holds a line break or another control character')
    seen.add(lower)
  }
}

const known = new Set<string>(placeholders)

function checkPlaceholders(texts: GatewayTexts, say: Say): void {
  const used = placesOf(texts).flatMap(([key, text]) => {
    const names = new Set(placeholdersIn(text))
    for (const name of names) {
      if (!known.has(name)) say(key, { message: unknownPlaceholder(name) })
    }
    return [...names]
  })
  const where = texts.payload === undefined ? 'url' : 'payload'
  if (!used.includes('num'))
    say(where, { message: 'the number to send to is missing: put $ctx.num where it belongs' })
  if (!used.includes('msg') && !used.includes('otp')) {
    say(where, {
      message:
        'the text is missing: put $ctx.msg (the whole text) or $ctx.otp (the code alone) where it belongs',
    })
  }
}

function placesOf({ url, headers, payload = '' }: GatewayTexts) {
  return [
    ['url', url],
    ['headers', headers.map(({ value }) => value).join('\n')],
    ['payload', payload],
  ] as const
}

function unknownPlaceholder(name: string): string {
  const guess = nearest(name, placeholders)
  const help =
    guess === undefined ? ', allowed: $ctx.num, $ctx.msg, $ctx.otp' : `; did you mean $ctx.${guess}?`
  return `unknown placeholder $ctx.${name}${help}`
}

/** A digit stands well both in quotes and without them. */
function checkJson({ headers, payload }: GatewayTexts, say: Say): void {
  if (payload === undefined || !isJson(headers, payload)) return
  try {
    JSON.parse(payload.replace(/\$ctx\.\w*/g, '1'))
  } catch {
    say('payload', { message: 'not valid JSON once the placeholders are filled in' })
  }
}

function isJson(headers: readonly GatewayHeader[], payload: string): boolean {
  const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
  return type === undefined ? /^[[{]/.test(payload) : /[/+]json\b/i.test(type)
}

/** Instructions to the reader of a guide, left standing: `<ENTER_AUTH_TOKEN>`, `{auth_id}`, `********`, `base64{…}`. */
const unfilled = /<[A-Z_]+>|\*{6,}|(?:base64|urlencode)?\{\w+(?::\w+)?\}|[?&]\w+=(?=&|$)/

function warnOfBlanks(texts: GatewayTexts, say: Say): void {
  for (const [key, text] of placesOf(texts)) {
    if (unfilled.test(text)) {
      say(key, { message: 'seems to hold a blank of a guide that was never filled in', level: 'warning' })
    }
  }
}
