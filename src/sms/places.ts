/** What of a gateway's settings makes the request. */
export type TemplatePart = 'url' | 'headers' | 'payload' | 'authentication' | 'template_ids'

/**
 * A template, or a value for one, that cannot be written where it stands. The message names the place and the
 * reason and never holds the value, so it may be logged.
 */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
  /** Where it happened, when that is known. */
  readonly part: TemplatePart | undefined
  /** The message without its place. */
  readonly reason: string

  constructor(reason: string, where?: { gateway: string; part: TemplatePart; place?: string }) {
    super(where ? `gateway ${where.gateway}, ${where.place ?? where.part}: ${reason}` : reason)
    this.part = where?.part
    this.reason = reason
  }
}

/**
 * Writes one value so that a parser of its place reads exactly that value back.
 *
 * @throws TemplateError when the place cannot hold the value: it is refused, never stripped or replaced
 */
export type Encoder = (value: string) => string

/** What percent-encoded bytes mean. */
export type Charset = 'utf-8' | 'latin-1'

function hexByte(code: number): string {
  return `%${code.toString(16).toUpperCase().padStart(2, '0')}`
}

/** RFC 3986 section 2.3 leaves only unreserved characters alone; encodeURIComponent leaves five more. */
function percentEncoded(value: string, charset: Charset): string {
  if (charset === 'utf-8') {
    return encodeURIComponent(value).replace(/[!'()*]/g, (char) => hexByte(char.charCodeAt(0)))
  }
  // Many read the bytes between as Windows-1252: other characters than the C1 controls they are here.
  if (/[^\0-\x7f\xa0-\xff]/.test(value)) throw new TemplateError('a character is not in Latin-1')
  return value.replace(/[^\w.~-]/g, (char) => hexByte(char.charCodeAt(0)))
}

/**
 * A path segment, or a name or value in a query. A line feed passes as `%0A`: our own texts hold one before their
 * last line, which binds the code to a host. No text has a reason for any other control character.
 */
export function urlComponent(charset: Charset): Encoder {
  return (value) => {
    if (/[^\P{Cc}\n]/u.test(value)) throw new TemplateError('a control character has no place in a URL')
    return percentEncoded(value, charset)
  }
}

/** A name or value of `application/x-www-form-urlencoded`, where every character of the charset can be written. */
export function formComponent(charset: Charset): Encoder {
  return (value) => percentEncoded(value, charset)
}

/** Anything but printable ASCII ends the header, or is read differently from one server to the next (RFC 9110 section 5.5). */
export const headerText: Encoder = (value) => {
  if (/[^ -~]/.test(value)) throw new TemplateError('only printable ASCII can be written into a header')
  return value
}

/** Between the quotes of a JSON string. */
export const jsonText: Encoder = (value) => JSON.stringify(value).slice(1, -1)

/** Where a whole JSON value stands. */
export const jsonValue: Encoder = (value) => JSON.stringify(value)

/** A number, where a whole JSON value stands: some gateways want an integer. With a plus it is a string. */
export const jsonNumber: Encoder = (value) => (/^[1-9]\d{0,14}$/.test(value) ? value : jsonValue(value))

/**
 * Text or a quoted attribute of XML 1.0. References are read alike in every character set and survive line-end and
 * attribute normalisation; what is no `Char` (section 2.2) cannot be written at all.
 */
export const xmlText: Encoder = (value) => {
  if (/[^\P{Cc}\t\n\r\x7f-\x9f]|[\uFFFE\uFFFF]/u.test(value)) {
    throw new TemplateError('a character cannot be written in XML')
  }
  return value.replace(/[^ -~]|[&<>"']/gu, (char) => `&#${char.codePointAt(0)};`)
}
