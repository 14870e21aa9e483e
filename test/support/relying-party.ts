import { createHash, randomBytes } from 'node:crypto'
import got from 'got'
import type { BrowserClient, Page } from './client.ts'
import { type TestServer, password as testPassword } from './latchkey.ts'

/** What a login is begun with, beside the usual parameters; `undefined` leaves a usual one out. */
export type Request = Readonly<Record<string, string | undefined>>

export interface Tokens {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const redirect = 'https://app.example/callback'
const testSecret = 'a client secret that is long enough for tests'

/** The credentials of a client of our tests as HTTP Basic carries them (RFC 6749 2.3.1). */
function basic(clientId: string, secret: string): { authorization: string } {
  const credentials = `${clientId}:${encodeURIComponent(secret)}`
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }
}

/** A relying party that is nothing but HTTP: begins logins, redeems codes, reads tokens. */
export function relyingParty(server: Pick<TestServer, 'issuer'>, clientId = 'app', secret = testSecret) {
  const verifier = randomBytes(32).toString('base64url')

  async function post(
    path: string,
    form: Request,
    headers: Request = basic(clientId, secret),
  ): Promise<Tokens> {
    const options = { form: given(form), headers, throwHttpErrors: false, retry: { limit: 0 } } as const
    const { statusCode, body } = await got.post(`${server.issuer}${path}`, options)
    return { status: statusCode, body: body === '' ? {} : JSON.parse(body) }
  }

  function parameters(request: Request = {}): Readonly<Record<string, string>> {
    const challenge = createHash('sha256').update(verifier).digest('base64url')
    return given({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid profile email phone',
      redirect_uri: redirect,
      state: 'xyz',
      nonce: 'abc',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...request,
    })
  }

  function redeem(code: string | null, changes: Request = {}, headers?: Request) {
    const usual = { grant_type: 'authorization_code', redirect_uri: redirect, code_verifier: verifier }
    return post('/token', { ...usual, code: code ?? '', ...changes }, headers)
  }

  return {
    redirect,
    credentials: basic(clientId, secret),
    verifier: { code_verifier: verifier },
    /** The authorization request. */
    parameters,
    /** Its address. */
    begin: (request?: Request) => `${server.issuer}/auth?${new URLSearchParams(parameters(request))}`,
    /** A form of the client's own, authenticated by its secret unless other headers are given. */
    post,
    redeem,
    refresh: (refreshToken: string) =>
      post('/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    introspect: async (token: string) => (await post('/token/introspection', { token })).body,
    async userinfo(accessToken: string) {
      const headers = { authorization: `Bearer ${accessToken}` }
      const response = await got(`${server.issuer}/me`, {
        headers,
        throwHttpErrors: false,
        responseType: 'json',
      })
      return { status: response.statusCode, body: response.body as Tokens['body'] }
    },
  }
}

function given(fields: Request): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** Up to the page that asks for the code. */
export async function provePassword(
  browser: BrowserClient,
  start: string,
  identifier = 'alice',
): Promise<Page> {
  const asked = await browser.follow(await browser.get(start))
  return browser.follow(await browser.submit(asked, 'form', { identifier, password: testPassword }), isClient)
}

/** Types a code into the page that asks for it. */
export function typeCode(browser: BrowserClient, page: Page, code: string): Promise<Page> {
  return browser.submit(page, `${page.url.pathname}/sms-otp`, { code })
}

/** From the page that goes on by itself to the client's callback; its address is returned, unopened. */
export async function goOn(browser: BrowserClient, page: Page, isEnd = isClient): Promise<URL> {
  const last = await lastPage(browser, page, isEnd)
  if (last.location === undefined)
    throw new Error(`the login ended at ${last.url.pathname} with ${last.status}`)
  return last.location
}

/** The same up to whatever comes last: another page of ours, or the redirect to the client. */
export async function lastPage(browser: BrowserClient, page: Page, isEnd = isClient): Promise<Page> {
  return browser.follow(await openNext(browser, page), isEnd)
}

/** Opens the address that a page goes on to by itself. @throws when the page stays. */
export function openNext(browser: BrowserClient, page: Page): Promise<Page> {
  const next = /http-equiv="refresh" content="0;\s*url=([^"]+)"/i.exec(page.body)?.[1]
  if (next === undefined) throw new Error(`no page that goes on: ${page.status} at ${page.url.pathname}`)
  return browser.get(new URL(next.replaceAll('&amp;', '&'), page.url), { from: page })
}

/** A whole login with both factors; answers the client's callback address. */
export async function logIn(
  server: TestServer,
  browser: BrowserClient,
  start: string,
  identifier = 'alice',
): Promise<URL> {
  return goOn(browser, await proveBoth(server, browser, start, identifier))
}

/** Both factors, up to the page that goes on by itself. */
export async function proveBoth(
  server: TestServer,
  browser: BrowserClient,
  start: string,
  identifier = 'alice',
): Promise<Page> {
  const sent = server.phone.messages.length
  const asked = await provePassword(browser, start, identifier)
  return typeCode(browser, asked, await server.phone.code(sent + 1))
}

/** The claims of a token, unverified: signatures have a test of their own. */
export function claimsIn(token: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())
}

function isClient(url: URL): boolean {
  return url.host === 'app.example'
}

/** The authorization codes that answers to one page lead to: those that go on are followed all at once. */
export async function codesOf(
  browser: BrowserClient,
  answers: readonly Page[],
): Promise<ReadonlySet<string>> {
  const finished = answers.filter((answer) => answer.body.includes('http-equiv="refresh"'))
  const outcomes = await Promise.allSettled(finished.map((answer) => goOn(browser, answer)))
  const callbacks = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
  return new Set(callbacks.flatMap(({ searchParams }) => searchParams.get('code') ?? []))
}
