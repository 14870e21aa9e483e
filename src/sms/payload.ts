import { type Placeholder, parseText, type Template } from './placeholders.ts'
import {
  type Charset,
  type Encoder,
  formComponent,
  jsonNumber,
  jsonText,
  jsonValue,
  TemplateError,
  xmlText,
} from './places.ts'

export type PayloadKind = 'form' | 'json' | 'xml'

export const contentTypes: Readonly<Record<PayloadKind, string>> = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  xml: 'application/xml',
}

/**
 * How a payload's values are to be written: as its Content-Type says, and without one by its shape: JSON, XML,
 * else a form.
 *
 * @throws TemplateError for a Content-Type whose values nobody could separate again
 */
export function payloadKind(text: string, contentType: string | undefined, charset: Charset): PayloadKind {
  if (contentType === undefined) return /^[[{]/.test(text) ? 'json' : text.startsWith('<') ? 'xml' : 'form'
  const kind = namedKind(contentType)
  const promised = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1]
  const sent =
    kind === 'form' && charset === 'latin-1' ? /^(?:iso-8859-1|latin1|us-ascii)$/i : /^(?:utf-?8|us-ascii)$/i
  if (promised !== undefined && !sent.test(promised)) {
    throw new TemplateError('the Content-Type promises another charset than texts are sent in')
  }
  return kind
}

function namedKind(contentType: string): PayloadKind {
  if (/[/+]json\b/i.test(contentType)) return 'json'
  if (/[/+]xml\b/i.test(contentType)) return 'xml'
  if (/^\s*application\/x-www-form-urlencoded\b/i.test(contentType)) return 'form'
  throw new TemplateError('the Content-Type is none of JSON, XML and application/x-www-form-urlencoded')
}

/** @throws TemplateError when the payload is not what its kind says, or a placeholder stands where no value can */
export function parsePayload(text: string, kind: PayloadKind, charset: Charset): Template {
  if (kind === 'form') return parseText(text, () => formComponent(charset))
  return kind === 'json' ? parseJson(text) : parseXml(text)
}

function parseJson(pasted: string): Template {
  const text = withoutPaddedQuotes(pasted)
  try {
    // A digit stands well both in quotes and without them.
    JSON.parse(text.replace(/\$ctx\.\w*/g, '1'))
  } catch {
    throw new TemplateError('not valid JSON once the placeholders are filled in')
  }
  return parseText(text, (name, index) => {
    return inQuotes(text.slice(0, index)) ? jsonText : wholeValue(name)
  })
}

/** Texts and codes stay texts even where they are all digits; numbers and vendors' words are numbers when they look so. */
function wholeValue(name: Placeholder): Encoder {
  return name === 'msg' || name === 'otp' ? jsonValue : jsonNumber
}

/**
 * The guide's Clickatell row reads `" $ctx.num "`: pasted as it is, the number would begin with a blank. Blanks
 * between a quote and a placeholder go; those between words and a placeholder are meant.
 */
function withoutPaddedQuotes(text: string): string {
  return text.replace(/(?<!\\)"[ \t]+(?=\$ctx\.)/g, '"').replace(/(\$ctx\.\w+)[ \t]+"/g, '$1"')
}

/** Whether JSON that begins like this is inside a string. */
function inQuotes(before: string): boolean {
  const quotes = before.replace(/\\./g, '').split('"').length - 1
  return quotes % 2 === 1
}

/** References mean nothing in CDATA, comments, instructions and declarations; a tag takes values in quotes only. */
function parseXml(text: string): Template {
  const markup = text.match(/<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:"[^"]*"|'[^']*'|[^<>"'])*>/gs) ?? []
  for (const piece of markup) {
    const outside = /^<[!?]/.test(piece) ? piece : piece.replace(/"[^"]*"|'[^']*'/g, '')
    if (outside.includes('$ctx.')) {
      throw new TemplateError('in XML a placeholder stands in text or in a quoted attribute')
    }
  }
  return parseText(text, () => xmlText)
}
