import type { GatewaySettings } from './gateway-settings.ts'
import { type PayloadKind, parsePayload, payloadKind } from './payload.ts'
import { fill, parseText, type Template, type Values } from './placeholders.ts'
import { headerText, TemplateError, urlComponent } from './places.ts'

/** One request, ready to be sent as it is. */
export interface GatewayRequest {
  readonly method: GatewaySettings['method']
  readonly url: string
  /** By name as the admin wrote it. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface RequestTemplate {
  /** @throws TemplateError when a value cannot be written where its placeholder stands; nothing may be sent then */
  render(values: Values): GatewayRequest
}

const sample: Values = { num: '15550100123', msg: 'A text, with "quotes"', otp: '012345' }

const contentTypes: Readonly<Record<PayloadKind, string>> = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  xml: 'application/xml',
}

/**
 * Parses a gateway's url, headers and payload, once, and renders a sample, so that what cannot work fails at
 * start-up. Values go in in a single pass, each encoded for the place its placeholder stands in.
 *
 * @throws TemplateError that names the gateway and the part, and shows nothing of its text
 */
export function parseTemplate(settings: GatewaySettings): RequestTemplate {
  const part = partOf(settings.name)
  const url = part('url', () => parseUrl(unescaped(settings.url)))
  const headers = settings.headers.map(({ name, value }) => ({
    name,
    value: part(`header ${name}`, () => parseHeader(name, unescaped(value))),
  }))
  const { type, payload } = part('payload', () => payloadOf(settings))
  const template: RequestTemplate = {
    render(values) {
      const rendered = headers.map(({ name, value }) => [
        name,
        part(`header ${name}`, () => fillHeader(value, values)),
      ])
      return {
        method: settings.method,
        url: part('url', () => url(values)),
        headers: { ...type, ...Object.fromEntries(rendered) },
        ...(payload && { body: part('payload', () => fill(payload, values)) }),
      }
    },
  }
  template.render(sample)
  return template
}

/** Guides write `\$ctx.num`, an artefact of the tool that made their pages. */
function unescaped(text: string): string {
  return text.trim().replaceAll('\\$ctx.', '$ctx.')
}

/** Adds to an error where it happened. */
function partOf(gateway: string) {
  return <T>(place: string, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new TemplateError(`gateway ${gateway}, ${place}: ${error.message}`)
    }
  }
}

/** Scheme and authority as the URL standard delimits them; a backslash would count as a slash there. */
const urlParts = /^(https?:\/\/[^/?#\\]+)([^?#\\]*)(\?[^#\\]*)?$/i

function parseUrl(text: string): (values: Values) => string {
  const [, origin, path = '', query = ''] = urlParts.exec(text) ?? []
  if (origin === undefined || !URL.canParse(origin)) {
    throw new TemplateError('not an http or https address without fragment and backslash')
  }
  if (origin.includes('$ctx')) {
    throw new TemplateError(
      'placeholders are allowed in path and query only, never in scheme, host, port or user name',
    )
  }
  const segments = parseText(path, () => urlComponent)
  const parameters = parseText(query, () => urlComponent)
  return (values) => origin + fillPath(segments, values) + fill(parameters, values)
}

/** The URL standard resolves a segment of dots, percent-encoded ones too, so it would never reach the gateway. */
function fillPath(segments: Template, values: Values): string {
  const path = fill(segments, values)
  if (segments.length > 1 && path.split('/').some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment))) {
    throw new TemplateError('a path segment must not consist of dots')
  }
  return path
}

/** RFC 9110 section 5.6.2. */
const token = /^[\w!#$%&'*+.^`|~-]+$/

function parseHeader(name: string, text: string): Template {
  if (!token.test(name)) throw new TemplateError('not a header name')
  const template = parseText(text, () => headerText)
  const placeholders = template.filter((part) => typeof part !== 'string')
  if (placeholders.length > 0 && name.toLowerCase() === 'content-type') {
    throw new TemplateError('decides how values are written, so it holds no placeholder')
  }
  if (/\p{Cc}/u.test(text)) throw new TemplateError('holds a line break or another control character')
  return template
}

/** Blanks at either end of a header are no part of its value (RFC 9110 section 5.5): they would be lost. */
function fillHeader(template: Template, values: Values): string {
  const text = fill(template, values)
  if (text !== text.trim()) throw new TemplateError('a blank at either end of a header is lost on the way')
  return text
}

/** The payload and, where the admin named none, its Content-Type. */
function payloadOf({ method, headers, payload }: GatewaySettings) {
  if (payload === undefined) return {}
  if (method === 'GET') throw new TemplateError('a GET request has none')
  const named = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
  const text = unescaped(payload)
  const kind = payloadKind(text, named)
  const type = named === undefined ? { 'Content-Type': contentTypes[kind] } : {}
  return { type, payload: parsePayload(text, kind) }
}
