import { type BrowserClient, formsOf, type Page, textOf } from '../support/client.ts'
import { password, type TestServer } from '../support/latchkey.ts'
import { claimsIn, lastPage, type Request, relyingParty, typeCode } from '../support/relying-party.ts'
import type { Standing } from './states.ts'

/** One authorization request of a client. */
export interface Asked {
  readonly client?: string
  readonly person?: string
  readonly request?: Request
}

/**
 * Sends a request and gives at each page what it asks for. Answers what was met, in a line: the pages, then the error at
 * the client, or acr, amr and whose time auth_time is: `start, code: 2fa pwd sms mfa, of the session`.
 */
export async function walk(server: TestServer, standing: Standing, asked: Asked): Promise<string> {
  const { client = 'app', person = 'alice', request = {} } = asked
  const { browser } = standing
  const party = relyingParty(server, client)
  const since = Math.floor(Date.now() / 1000)
  const before = server.phone.messages.length
  const met: string[] = []
  let page = await browser.follow(await browser.get(party.begin(request)), isClient)
  while (page.location === undefined) {
    if (page.body.includes('http-equiv="refresh"')) {
      page = await lastPage(browser, page)
      continue
    }
    if (isSwitch(page)) {
      page = await switchPerson(browser, page)
      continue
    }
    const kind = kindOf(page)
    met.push(kind)
    if (met.length > 4) throw new Error(`it never ends: ${met.join(', ')}`)
    page = await browser.follow(await give(kind, page), isClient)
  }
  const sent = server.phone.messages.length - before
  const codes = met.filter((kind) => kind === 'code').length
  if (sent !== codes) throw new Error(`${sent} messages for ${codes} codes`)
  const { searchParams } = page.location
  const error = searchParams.get('error')
  const pages = met.length === 0 ? '' : `${met.join(', ')}: `
  if (error !== null) return `${pages}${error}`
  const { body } = await party.redeem(searchParams.get('code'))
  const { acr, amr, auth_time: time } = claimsIn(body.id_token)
  const proved = `${String(acr).replace('urn:latchkey:', '')} ${[amr].flat().join(' ')}`
  return `${pages}${proved}, ${whose(Number(time), standing, since)}`

  function give(kind: string, at: Page): Promise<Page> {
    if (kind === 'password') return browser.submit(at, 'form.password', { identifier: person, password })
    if (kind === 'start') return browser.submit(at, 'form.start')
    if (kind === 'code') return server.phone.code(before + 1).then((code) => typeCode(browser, at, code))
    return browser.submit(at, kind === 'explained' ? 'form.abort' : 'form.cancel')
  }
}

/** The library's own page between two people in one browser: a form that sends itself, and ends the first one's session. */
export function isSwitch(page: Page): boolean {
  return formsOf(page).some(({ action }) => action.pathname === '/session/end/confirm')
}

export async function switchPerson(browser: BrowserClient, page: Page): Promise<Page> {
  return browser.follow(await browser.submit(page, '/session/end/confirm'), isClient)
}

export function isClient(url: URL): boolean {
  return url.host === 'app.example'
}

/** What a page asks for, or why it does not. */
function kindOf(page: Page): string {
  const actions = formsOf(page).map(({ action }) => action.pathname.replace(/^\/interaction\/[^/]+\//, ''))
  if (actions.includes('password')) return 'password'
  if (actions.includes('sms-otp/start')) return 'start'
  if (actions.includes('sms-otp')) return 'code'
  if (actions.includes('refuse')) return 'explained'
  return /Codes are locked/.test(textOf(page)) ? 'locked' : `${page.status} ${textOf(page).slice(0, 80)}`
}

function whose(time: number, { session, second }: Standing, since: number): string {
  if (time === session) return 'of the session'
  if (time === second) return 'of the second factor'
  return time >= since ? 'now' : `of ${since - time} seconds ago`
}
