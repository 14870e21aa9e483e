import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { CookieJar } from 'tough-cookie'
import { formOf, type Page } from '../../test/support/page.ts'

type Headers = Readonly<Record<string, string>>

/** A browser with cookies of its own; connections are kept and shared, as behind a proxy. */
export interface Browser {
  get(url: URL): Promise<Page>
  /** Fills in the page's form that has all these fields, and sends it. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>
}

const agent = new Agent({ keepAlive: true })

/** For when a server will hear nothing for a while: it would close idle connections just as they are used again. */
export function closeConnections(): void {
  agent.destroy()
}

/** Every browser here talks to 127.0.0.1 and names the issuer's host. */
export function createBrowser(): Browser {
  const jar = new CookieJar()
  async function navigate(url: URL, from: string, form?: Readonly<Record<string, string>>): Promise<Page> {
    const cookie = await jar.getCookieString(url.href)
    const headers = { ...navigation, 'sec-fetch-site': from, ...(cookie === '' ? {} : { cookie }) }
    const answer = await send(url, form === undefined ? { headers } : posted(form, headers, url))
    for (const set of answer.headers['set-cookie'] ?? []) await jar.setCookie(set, url.href)
    const { location } = answer.headers
    return { ...answer, url, location: location === undefined ? undefined : new URL(location, url) }
  }
  return {
    get: (url) => navigate(url, 'none'),
    submit(page, fields) {
      const { action, fields: own } = formOf(page, `form:has([name="${Object.keys(fields)[0]}"])`)
      return navigate(action, 'same-origin', { ...own, ...fields })
    },
  }
}

const navigation = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'accept-language': 'en-GB,en;q=0.9',
  'sec-fetch-dest': 'document',
  'sec-fetch-mode': 'navigate',
}

export interface Sent {
  readonly headers: Headers
  /** With it the request is a POST. */
  readonly body?: string
}

/** A form as a browser or a client sends it. */
export function posted(form: Readonly<Record<string, string>>, headers: Headers, origin?: URL): Sent {
  const from = origin === undefined ? {} : { origin: origin.origin }
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  return { headers: { ...headers, ...from, ...type }, body: new URLSearchParams(form).toString() }
}

/** One request over a kept connection; nothing is followed. */
export async function send(url: URL, { headers, body }: Sent) {
  const { port, host, pathname, search } = url
  const method = body === undefined ? 'GET' : 'POST'
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const sent = request({
    agent,
    host: '127.0.0.1',
    port,
    path: `${pathname}${search}`,
    method,
    headers: { host, ...headers, ...length },
  })
  sent.end(body)
  const [response]: IncomingMessage[] = await once(sent, 'response')
  if (response === undefined) throw new Error('a response event without a response')
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}
