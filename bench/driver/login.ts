import { createHash, randomBytes } from 'node:crypto'
import type { Page } from '../../test/support/page.ts'
import { client, redirectUri, scope } from '../client.ts'
import { type Person, password } from '../people.ts'
import { type Browser, createBrowser, posted, send } from './browser.ts'

/** What a login is made against. */
export interface Site {
  readonly issuer: string
  /** By default the one that both sides know. */
  readonly clientId?: string
  /** The code of the next message to a number; absent where one factor is enough. */
  readonly nextCode?: (number: string) => Promise<string>
  /** What the ID Token must say of how the person proved who they are. */
  readonly expected?: { readonly acr: string; readonly amr: readonly string[] }
}

/**
 * A whole login as a person and a relying party make it: authorization request, pages, tokens, UserInfo; each
 * checked. Styles are not fetched: browsers have kept them since their first visit.
 *
 * @throws when any answer is not what a completed login gets
 */
export async function logIn(site: Site, person: Person): Promise<void> {
  const { code, verifier, nonce } = await obtainCode(site, person)
  const tokens = await redeem(site, code, verifier)
  const claims = claimsIn(String(tokens.id_token))
  check(claims, site, nonce)
  const headers = { authorization: `Bearer ${tokens.access_token}`, accept: 'application/json' }
  const info = await send(new URL('/me', site.issuer), { headers })
  const { sub, email } = JSON.parse(info.body)
  if (sub !== claims.sub || email !== person.email)
    throw new Error(`UserInfo answered ${info.status} ${info.body}`)
}

/** An authorization code, and what it was asked for with. */
export interface Obtained {
  readonly code: string
  readonly verifier: string
  readonly nonce: string
}

/** The first half of a login, up to the authorization code. */
export async function obtainCode(site: Site, person: Person): Promise<Obtained> {
  const [verifier, state, nonce] = [secret(), secret(), secret()]
  const code = await authorize(site, person, { verifier, state, nonce })
  return { code, verifier, nonce }
}

interface Secrets {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
}

async function authorize(site: Site, person: Person, secrets: Secrets): Promise<string> {
  const start = startOf(site, secrets)
  const back = await walk(site, person, createBrowser(), start)
  if (back.get('state') !== secrets.state) throw new Error(`the login came back with ${back}`)
  return back.get('code') ?? ''
}

function startOf(site: Site, { verifier, state, nonce }: Secrets): URL {
  const parameters = {
    client_id: site.clientId ?? client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  return new URL(`/auth?${new URLSearchParams(parameters)}`, site.issuer)
}

/** A login that goes as far as the page that asks for the code: its message is on the way. */
export async function causeMessage(site: Site, person: Person): Promise<void> {
  const browser = createBrowser()
  let page = await browser.get(startOf(site, { verifier: secret(), state: secret(), nonce: secret() }))
  while (!page.body.includes('name="code"')) {
    if (page.location !== undefined) page = await browser.get(page.location)
    else page = await browser.submit(page, { identifier: person.username, password })
  }
}

/** Through whatever pages come, until the relying party's address; its parameters are returned. */
async function walk(site: Site, person: Person, browser: Browser, start: URL): Promise<URLSearchParams> {
  const message = site.nextCode?.(person.number)
  let page = await browser.get(start)
  for (let pages = 0; pages < 20; pages += 1) {
    const next = page.location ?? refreshOf(page)
    if (next?.href.startsWith(redirectUri)) return next.searchParams
    if (next !== undefined) page = await browser.get(next)
    else if (page.body.includes('name="password"')) {
      page = await browser.submit(page, { identifier: person.username, password })
    } else if (page.body.includes('name="code"'))
      page = await browser.submit(page, { code: (await message) ?? '' })
    else break
  }
  throw new Error(
    `the login stopped at ${page.url.pathname} with ${page.status}: ${page.body.slice(0, 2000)}`,
  )
}

/** The last form is answered by a page that goes on by itself. */
function refreshOf(page: Page): URL | undefined {
  const url = /http-equiv="refresh" content="0;\s*url=([^"]+)"/i.exec(page.body)?.[1]
  return url === undefined ? undefined : new URL(url.replaceAll('&amp;', '&'), page.url)
}

/** @throws when the token endpoint does not answer with tokens */
export async function redeem(site: Site, code: string, verifier: string) {
  const pair = `${site.clientId ?? client.client_id}:${encodeURIComponent(client.client_secret)}`
  const headers = {
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
    accept: 'application/json',
  }
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
  const answer = await send(new URL('/token', site.issuer), posted(form, headers))
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status} ${answer.body}`)
  return JSON.parse(answer.body)
}

function check(claims: Record<string, unknown>, { issuer, expected }: Site, nonce: string): void {
  const right = claims.iss === issuer && claims.nonce === nonce && typeof claims.sub === 'string'
  const assured =
    expected === undefined ||
    (claims.acr === expected.acr && JSON.stringify(claims.amr) === JSON.stringify(expected.amr))
  if (!right || !assured) throw new Error(`the ID Token says ${JSON.stringify(claims)}`)
}

function claimsIn(token: string): Record<string, unknown> {
  const [header, payload] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString())
  if (JSON.parse(header ?? '').alg !== 'ES256') throw new Error(`the ID Token is signed otherwise: ${header}`)
  return JSON.parse(payload ?? '')
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}
