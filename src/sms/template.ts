import { staticCredentials } from './credentials.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import { fillHeader, parseHeader } from './header-template.ts'
import { contentTypes, parsePayload, payloadKind } from './payload.ts'
import { fill, namesIn, type Placeholder, pasted, type Template, type Values } from './placeholders.ts'
import { TemplateError, type TemplatePart } from './places.ts'
import { fillUrl, parseUrl } from './url-template.ts'

/** One request, ready to be sent as it is. */
export interface GatewayRequest {
  readonly method: GatewaySettings['method']
  readonly url: string
  /** By name as the admin wrote it. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface RequestTemplate {
  /** What it puts into a request. */
  readonly uses: ReadonlySet<Placeholder>
  /** @throws TemplateError when a value cannot be written where its placeholder stands; nothing may be sent then */
  render(values: Values): GatewayRequest
}

const sample: Values = {
  num: '15550100123',
  msg: 'A text, with "quotes"',
  otp: '012345',
  encoding: 'gsm7',
  id: 'message-1',
  id32: '1234567890',
  time: '1760000000',
  template: 'template-1',
}

/**
 * Parses a gateway's url, headers and payload, once, and renders a sample, so that what cannot work fails at
 * start-up. Values go in in a single pass, each encoded for the place its placeholder stands in.
 *
 * @throws TemplateError that names the gateway and the part, and shows nothing of its text
 */
export function parseTemplate(settings: GatewaySettings): RequestTemplate {
  const { template, problems } = readTemplate(settings)
  if (template === undefined) throw problems[0] ?? new TemplateError('cannot be parsed')
  return template
}

/** The same for whoever wants to hear everything that is wrong at once. */
export function readTemplate(settings: GatewaySettings): {
  readonly template?: RequestTemplate
  readonly problems: readonly TemplateError[]
} {
  const problems: TemplateError[] = []
  const parts = readParts(settings, (part, work) => {
    try {
      return located(settings.name, part, work)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      problems.push(error)
      return undefined
    }
  })
  if (parts === undefined || problems.length > 0) return { problems }
  const template = templateOf(settings, parts)
  try {
    template.render(sample)
    return { template, problems }
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { problems: [error] }
  }
}

interface Parts {
  readonly url: ReturnType<typeof parseUrl>
  readonly headers: readonly { readonly name: string; readonly value: Template }[]
  readonly body: { readonly type: Readonly<Record<string, string>>; readonly payload?: Template }
}

type Attempt = <T>(part: TemplatePart, work: () => T) => T | undefined

function readParts(settings: GatewaySettings, attempt: Attempt): Parts | undefined {
  const charset = settings.characters?.charset ?? 'utf-8'
  const url = attempt('url', () => parseUrl(pasted(settings.url), charset))
  const headers = settings.headers.map(({ name, value }) =>
    attempt('headers', () => ({ name, value: parseHeader(name, pasted(value)) })),
  )
  attempt('authentication', () => checkCredentials(settings))
  attempt('headers', () => refuseTwice(settings))
  const body = attempt('payload', () => bodyOf(settings, charset))
  const known = headers.filter((header) => header !== undefined)
  return url && body && { url, headers: known, body }
}

function templateOf(settings: GatewaySettings, { url, headers, body }: Parts): RequestTemplate {
  const { type, payload } = body
  const all = [url.path, url.query, ...headers.map(({ value }) => value), payload ?? []]
  const credentials = staticCredentials(settings.authentication).map(({ name, value }) => [name, value])
  const at = <T>(part: TemplatePart, work: () => T, place?: string) =>
    located(settings.name, part, work, place)
  return {
    uses: new Set(all.flatMap(namesIn)),
    render(values) {
      const rendered = headers.map(({ name, value }) => [
        name,
        at('headers', () => fillHeader(value, values), `header ${name}`),
      ])
      return {
        method: settings.method,
        url: at('url', () => fillUrl(url, values)),
        headers: { ...type, ...Object.fromEntries([...credentials, ...rendered]) },
        ...(payload && { body: at('payload', () => fill(payload, values)) }),
      }
    },
  }
}

/** Adds to an error where it happened. */
function located<T>(gateway: string, part: TemplatePart, work: () => T, place: string = part): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new TemplateError(error.reason, { gateway, part, place })
  }
}

function checkCredentials({ authentication }: GatewaySettings): void {
  for (const { name, value } of staticCredentials(authentication)) {
    parseHeader(name, '')
    if (/[^ -~]/.test(value) || value !== value.trim()) {
      throw new TemplateError(
        'a value holds what a header cannot: printable ASCII only, no blank at either end',
      )
    }
  }
}

function refuseTwice({ headers, authentication }: GatewaySettings): void {
  const own = authentication?.scheme === 'header' ? authentication.name : authentication && 'authorization'
  const seen = new Set(own === undefined ? [] : [own.toLowerCase()])
  for (const { name } of headers) {
    if (seen.has(name.toLowerCase())) throw new TemplateError(`${name} is set a second time`)
    seen.add(name.toLowerCase())
  }
}

/** The payload and, where the admin named none, its Content-Type. */
function bodyOf({ method, headers, payload }: GatewaySettings, charset: 'utf-8' | 'latin-1'): Parts['body'] {
  if (payload === undefined) return { type: {} }
  if (method === 'GET') {
    throw new TemplateError('a GET request has no payload: use "POST", or put everything into the url')
  }
  const named = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value
  const text = pasted(payload)
  const kind = payloadKind(text, named, charset)
  const type = named === undefined ? { 'Content-Type': contentTypes[kind] } : {}
  return { type, payload: parsePayload(text, kind, charset) }
}
