import { createHash, randomBytes } from 'node:crypto'
import got from 'got'
import type { BrowserClient, Page } from './client.ts'
import { type TestServer, password as testPassword } from './latchkey.ts'

/** What a login is begun with, beside the usual parameters. */
export type Request = Readonly<Record<string, string>>

export interface Tokens {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const redirect = 'https://app.example/callback'
const secret = 'a client secret that is long enough for tests'

/** A relying party that is nothing but HTTP: begins logins, redeems codes, reads tokens. */
export function relyingParty(server: Pick<TestServer, 'issuer'>, clientId = 'app') {
  const verifier = randomBytes(32).toString('base64url')
  const authorization = {
    authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`,
  }

  async function token(form: Readonly<Record<string, string>>): Promise<Tokens> {
    const options = { form, headers: authorization, throwHttpErrors: false, retry: { limit: 0 } } as const
    const response = await got.post(`${server.issuer}/token`, { ...options, responseType: 'json' })
    return { status: response.statusCode, body: response.body as Tokens['body'] }
  }

  return {
    redirect,
    /** The authorization request's address. */
    begin(request: Request = {}): string {
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      const parameters = {
        client_id: clientId,
        response_type: 'code',
        scope: 'openid profile email phone',
        redirect_uri: redirect,
        state: 'xyz',
        nonce: 'abc',
        code_challenge: challenge,
        code_challenge_method: 'S256',
        ...request,
      }
      return `${server.issuer}/auth?${new URLSearchParams(parameters)}`
    },
    redeem: (code: string) =>
      token({ grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier }),
    refresh: (refreshToken: string) => token({ grant_type: 'refresh_token', refresh_token: refreshToken }),
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
  const next = /http-equiv="refresh" content="0;\s*url=([^"]+)"/i.exec(page.body)?.[1]
  if (next === undefined) throw new Error(`no page that goes on: ${page.status} at ${page.url.pathname}`)
  const last = await browser.follow(
    await browser.get(new URL(next.replaceAll('&amp;', '&'), page.url), { from: page }),
    isEnd,
  )
  if (last.location === undefined)
    throw new Error(`the login ended at ${last.url.pathname} with ${last.status}`)
  return last.location
}

/** A whole login with both factors; answers the client's callback address. */
export async function logIn(
  server: TestServer,
  browser: BrowserClient,
  start: string,
  identifier = 'alice',
): Promise<URL> {
  const sent = server.phone.messages.length
  const asked = await provePassword(browser, start, identifier)
  return goOn(browser, await typeCode(browser, asked, await server.phone.code(sent + 1)))
}

/** The claims of a token, unverified: signatures have a test of their own. */
export function claimsIn(token: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString())
}

function isClient(url: URL): boolean {
  return url.host === 'app.example'
}
