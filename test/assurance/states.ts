import { randomBytes } from 'node:crypto'
import { digestOf, keyedDigest } from '../../interactions/digest.ts'
import { createSecondFactors } from '../../interactions/second-factor.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import { newBrowserSecret, withRememberedBrowser } from '../../src/accounts/remembered.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { accountNamed } from '../support/backup.ts'
import { type BrowserClient, createBrowserClient } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { goOn, logIn, provePassword, relyingParty } from '../support/relying-party.ts'

/** What a browser's session is like. Ages in seconds. */
export interface State {
  readonly person?: string
  /** What it was made with. */
  readonly factors: 'none' | 'password' | 'both'
  /** How long ago its first factor was proved. */
  readonly age?: number
  /** How long ago the second was; without it there is no record of that. */
  readonly secondAge?: number
  /** For how long it has not been used. */
  readonly unused?: number
  /** True: this browser is remembered for the person. */
  readonly remembered?: boolean
}

/** Times of a state, in seconds since the epoch. */
export interface Moments {
  readonly session: number
  readonly second: number | undefined
}

export interface Standing extends Moments {
  readonly browser: BrowserClient
}

const month = 30 * 86_400_000

const sessionCookie = 'latchkey_session'

/**
 * Browsers in a state. A session is made once for a person, by signing in; each browser gets a session of its own, which
 * is that one written again under another id with other times, and a secret of its own.
 */
export function createStates(server: TestServer, store: Store) {
  const made = new Map<string, Promise<BrowserClient>>()
  const { cookieKeys } = server.settings.secrets
  const lifetime = server.settings.sessions.lifetimeSeconds
  const seconds = createSecondFactors(store.pending, Date.now, lifetime)

  async function signIn(person: string, factors: State['factors']): Promise<BrowserClient> {
    const browser = createBrowserClient()
    if (factors === 'both') await logIn(server, browser, relyingParty(server).begin(), person)
    else await goOn(browser, await provePassword(browser, relyingParty(server, 'basic').begin(), person))
    return browser
  }

  function original(person: string, factors: State['factors']): Promise<BrowserClient> {
    const key = `${person} ${factors}`
    const browser = made.get(key) ?? signIn(person, factors)
    made.set(key, browser)
    return browser
  }

  async function remember(browser: BrowserClient, id: string): Promise<void> {
    const secret = newBrowserSecret()
    const changed = await changeAccount({ accounts: store.accounts, clock: Date.now }, id, (account) =>
      withRememberedBrowser(account, { secret, agent: 'a test' }, Date.now(), month),
    )
    if (!('account' in changed)) throw new Error('the browser could not be remembered')
    const name = keyedDigest(cookieKeys[0] ?? '', `latchkey remembered 1\n${id}`).slice(0, 16)
    await browser.jar.setCookie(`latchkey_remembered_${name}=${secret}; Path=/`, server.issuer)
  }

  return async function inState(state: State): Promise<Standing> {
    const { person = 'alice', factors, age = 100, secondAge, unused = 10 } = state
    const now = Math.floor(Date.now() / 1000)
    const moments = { session: now - age, second: secondAge === undefined ? undefined : now - secondAge }
    const { id: account, number = '' } = await accountNamed(server, person)
    const browser = createBrowserClient()
    if (state.remembered === true) await remember(browser, account)
    if (factors === 'none') return { browser, ...moments }
    const cookies = await (await original(person, factors)).cookies(server.issuer)
    const payload = await store.adapter('Session').find(cookies[sessionCookie] ?? '')
    if (payload === undefined) throw new Error(`${person}'s session is gone`)
    const [id, uid, secret] = [random(), random(), random()]
    const session = { ...payload, jti: id, uid, loginTs: moments.session, iat: now - unused }
    await store.adapter('Session').upsert(id, session, lifetime - age)
    if (moments.second !== undefined) {
      const proof = { factor: 'sms', at: moments.second, number } as const
      await seconds.note(account, digestOf(secret), proof)
    }
    const signature = keyedDigest(cookieKeys[0] ?? '', `${sessionCookie}=${id}`)
    const all = { [sessionCookie]: id, [`${sessionCookie}.sig`]: signature, latchkey_browser: secret }
    for (const [name, value] of Object.entries(all)) {
      await browser.jar.setCookie(`${name}=${value}; Path=/`, server.issuer)
    }
    return { browser, ...moments }
  }
}

function random(): string {
  return randomBytes(32).toString('base64url')
}

/** People and clients that the suite needs beside the usual ones. */
export function furnish(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const [app] = settings.clients
  if (app === undefined) throw new Error('the usual clients begin with app')
  const dated = {
    ...app,
    metadata: { ...app.metadata, client_id: 'dated' },
    secondFactorMaxAgeSeconds: 7200,
  }
  const accepting = {
    ...dated,
    metadata: { ...app.metadata, client_id: 'accepting' },
    acceptRememberedBrowser: true,
  }
  const basic = { ...app, steps: 'basic' as const }
  const strict = {
    ...basic,
    metadata: { ...app.metadata, client_id: 'default-acr', default_acr_values: ['urn:latchkey:2fa'] },
  }
  const fresh = { ...app, metadata: { ...app.metadata, client_id: 'default-age', default_max_age: 5000 } }
  const more = ['bob', 'locked'].map((username, index) => ({
    username,
    number: `+9477888900${index}`,
    number_verified: true,
    password_hash,
  }))
  return {
    ...settings,
    sessions: { ...settings.sessions, rememberBrowserDays: 30 },
    clients: [...settings.clients, dated, accepting, strict, fresh],
    users: [...settings.users, ...more],
  }
}
