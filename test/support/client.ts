import got, { type Got, type Response } from 'got'
import { CookieJar } from 'tough-cookie'
import { formOf, type Page } from './page.ts'

export { type Form, formOf, formsOf, type Page, textOf } from './page.ts'

/** What goes into a form; an array is a repeated field. */
export type Fields = Readonly<Record<string, string | readonly string[]>>

type Headers = Readonly<Record<string, string>>

/** Behaves as a browser without JavaScript: cookies by host and path, origin headers, forms, nothing followed by itself. */
export interface BrowserClient {
  readonly jar: CookieJar
  /** Opens an address: typed by hand, or as a link of `from`. */
  get(url: string | URL, options?: { from?: Page; headers?: Headers }): Promise<Page>
  /**
   * Fills in and sends a form of the page: its own fields, with `fields` laid over them.
   * @throws when the form does not exist or has no field of that name: a person could not send it either.
   */
  submit(page: Page, selectorOrAction: string, fields?: Fields): Promise<Page>
  /** Sends anything at all, as an attacker's program would: a form's fields, or a body with its own content type. */
  post(
    url: string | URL,
    body: Fields | string | Buffer,
    options?: { from?: Page; headers?: Headers },
  ): Promise<Page>
  /**
   * Follows redirects until a page without one, or one to an address that `stop` accepts; that last page is
   * returned with its `location`, unopened. @throws after 20 redirects.
   */
  follow(page: Page, stop?: (url: URL) => boolean): Promise<Page>
  /** Cookies that would be sent to this address, by name. */
  cookies(url: string | URL): Promise<Record<string, string>>
  /** Another browser holding a copy of every cookie: to replay them later, or elsewhere. */
  copy(): Promise<BrowserClient>
}

/** A browser of its own; `jar` gives it cookies to start with. Requests end after ten seconds. */
export function createBrowserClient(jar: CookieJar = new CookieJar()): BrowserClient {
  const http = got.extend({
    // Secure cookies of a host on the loopback interface are kept and sent over http, as browsers do.
    cookieJar: jar,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    timeout: { request: 10_000 },
    headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'user-agent': 'latchkey-tests' },
  })
  const client: BrowserClient = {
    jar,
    get: (url, { from, headers } = {}) =>
      send(http, 'GET', new URL(url), undefined, { ...navigation(url, from), ...headers }),
    submit: (page, form, fields = {}) => submit(client, page, form, fields),
    post: (url, body, { from, headers } = {}) => {
      const content = typeof body === 'string' || Buffer.isBuffer(body) ? body : encode(body)
      const all = {
        ...form,
        ...navigation(url, from),
        ...(from === undefined ? {} : origin(from)),
        ...headers,
      }
      return send(http, 'POST', new URL(url), content, all)
    },
    follow: (page, stop = () => false) => follow(client, page, stop),
    cookies: async (url) =>
      Object.fromEntries((await jar.getCookies(String(url))).map(({ key, value }) => [key, value])),
    copy: async () => createBrowserClient(await jar.clone()),
  }
  return client
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

async function send(
  http: Got,
  method: 'GET' | 'POST',
  url: URL,
  body: string | Buffer | undefined,
  headers: Headers,
) {
  return pageOf(await http(url, { method, headers, ...(body === undefined ? {} : { body }) }), url)
}

function pageOf(response: Response<string>, url: URL): Page {
  const { location } = response.headers
  const next = location === undefined ? undefined : new URL(location, url)
  return { url, status: response.statusCode, headers: response.headers, body: response.body, location: next }
}

async function submit(client: BrowserClient, page: Page, selector: string, fields: Fields): Promise<Page> {
  const { action, method, fields: own, names } = formOf(page, selector)
  const foreign = Object.keys(fields).filter((name) => !names.has(name))
  if (foreign.length > 0) throw new Error(`The form ${selector} has no field ${foreign.join(', ')}`)
  const filled = { ...own, ...fields }
  if (method === 'POST') return client.post(action, filled, { from: page })
  const target = new URL(action)
  target.search = encode(filled)
  return client.get(target, { from: page })
}

async function follow(client: BrowserClient, page: Page, stop: (url: URL) => boolean): Promise<Page> {
  let current = page
  for (let redirects = 0; current.location !== undefined && !stop(current.location); redirects += 1) {
    if (redirects === 20) throw new Error(`20 redirects, the last one to ${current.location.pathname}`)
    current = await client.get(current.location, { from: current })
  }
  return current
}

function encode(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

/** The Fetch Metadata headers of a navigation. */
function navigation(url: string | URL, from: Page | undefined): Headers {
  const site = from === undefined ? 'none' : relation(from.url, new URL(url))
  return {
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': site,
    'sec-fetch-user': '?1',
  }
}

/** Ports do not part sites, only origins. Hosts of our tests are their own registrable domain. */
function relation(from: URL, to: URL): 'same-origin' | 'same-site' | 'cross-site' {
  if (from.origin === to.origin) return 'same-origin'
  return from.hostname === to.hostname && from.protocol === to.protocol ? 'same-site' : 'cross-site'
}

/** A form on a page that forbids referrers is sent with `Origin: null` (Fetch, "append a request Origin header"). */
function origin(from: Page): Headers {
  return { origin: from.headers['referrer-policy'] === 'no-referrer' ? 'null' : from.url.origin }
}
