import { fill, namesIn, parseText, type Template, type Values } from './placeholders.ts'
import { type Charset, TemplateError, urlComponent } from './places.ts'

/** The parts of an address that take values, split where they stand. */
export interface UrlTemplate {
  readonly origin: string
  readonly path: Template
  readonly query: Template
}

/** Scheme and authority as the URL standard delimits them; a backslash would count as a slash there. */
const urlParts = /^(https?:\/\/[^/?#\\]+)([^?#\\]*)(\?[^#\\]*)?$/i

/** @throws TemplateError for what is no address, or a placeholder outside path and query */
export function parseUrl(text: string, charset: Charset): UrlTemplate {
  if (/^https?:\/\/[^/?#\\]*\$ctx/i.test(text)) {
    throw new TemplateError(
      'placeholders are allowed in path and query only, never in scheme, host, port or user name',
    )
  }
  if (text.includes('#')) {
    throw new TemplateError('nothing after "#" would be sent: write %23 for the character itself')
  }
  const [, origin, path = '', query = ''] = urlParts.exec(text) ?? []
  if (origin === undefined || !URL.canParse(origin) || /[\s\p{C}]/u.test(text)) {
    throw new TemplateError('not an address: it begins with https:// (or http://) and holds no blanks')
  }
  const encode = urlComponent(charset)
  return { origin, path: parseText(path, () => encode), query: parseText(query, () => encode) }
}

/** @throws TemplateError when a value cannot be written in its place */
export function fillUrl({ origin, path, query }: UrlTemplate, values: Values): string {
  return origin + fillPath(path, values) + fill(query, values)
}

/** The URL standard resolves a segment of dots, percent-encoded ones too, so it would never reach the gateway. */
function fillPath(template: Template, values: Values): string {
  const path = fill(template, values)
  if (namesIn(template).length > 0 && path.split('/').some((part) => /^(?:\.|%2e){1,2}$/i.test(part))) {
    throw new TemplateError('a path segment must not consist of dots')
  }
  return path
}
