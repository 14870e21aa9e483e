import { fill, namesIn, parseText, type Template, type Values } from './placeholders.ts'
import { headerText, TemplateError } from './places.ts'

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

/** @throws TemplateError for a name or value that is none, or that the client sets itself */
export function parseHeader(name: string, text: string): Template {
  if (!token.test(name) || name.includes('$ctx')) {
    throw new TemplateError('a header name is made of letters, digits and "-"')
  }
  if (reserved.includes(name.toLowerCase())) throw new TemplateError(`${name} is set by the server itself`)
  if (/\p{Cc}/u.test(text)) {
    throw new TemplateError('a header value holds a line break or another control character')
  }
  const template = parseText(text, () => headerText)
  if (namesIn(template).length > 0 && name.toLowerCase() === 'content-type') {
    throw new TemplateError('Content-Type decides how values are written, so it holds no placeholder')
  }
  return template
}

/** Blanks at either end of a header are no part of its value (RFC 9110 section 5.5): they would be lost. */
export function fillHeader(template: Template, values: Values): string {
  const text = fill(template, values)
  if (text !== text.trim()) throw new TemplateError('a blank at either end of a header is lost on the way')
  return text
}
