import { after, before } from 'node:test'
import got from 'got'
import { createLocalJWKSet, type JWTVerifyResult, jwtVerify } from 'jose'
import type { ClientMetadata } from 'oidc-provider'
import type { ClientSettings, Settings } from '../../src/config/settings.ts'
import { type BrowserClient, createBrowserClient, type Page } from './client.ts'
import { startLatchkey, type TestServer, type TestServerOptions } from './latchkey.ts'
import { lastPage, proveBoth, type Request, relyingParty } from './relying-party.ts'

/** Every standard claim, so that each scope has something to release (OpenID Connect Core 5.1, 5.4). */
const claims = {
  name: 'Alice Example',
  given_name: 'Alice',
  family_name: 'Example',
  middle_name: 'B.',
  nickname: 'Ali',
  profile: 'https://people.example/alice',
  picture: 'https://people.example/alice.png',
  website: 'https://alice.example',
  gender: 'female',
  birthdate: '1990-12-31',
  zoneinfo: 'Asia/Colombo',
  locale: 'en-LK',
  address: { formatted: '1 Main Street, Colombo', country: 'LK' },
}

/** What a file of cases shares: one server, one browser that is signed in, with both factors, when it is first needed. */
export interface Plan {
  readonly server: TestServer
  /** A relying party that this server knows by this name. */
  party(clientId?: string): ReturnType<typeof relyingParty>
  /** The browser whose session has both factors. */
  signedIn(): Promise<BrowserClient>
}

/** A client beside the usual ones: what is not said is as it is for `app`. */
export type MoreClients = readonly (Partial<Omit<ClientSettings, 'metadata'>> & {
  readonly metadata: Partial<ClientMetadata> & Pick<ClientMetadata, 'client_id'>
})[]

/** Starts the server of a file of cases before its first one, and stops it after its last. */
export function testPlan(more: MoreClients = [], options: TestServerOptions = {}): Plan {
  const { change = (same: Settings) => same, ...others } = options
  let server: TestServer | undefined
  let browser: Promise<BrowserClient> | undefined
  before(async () => {
    server = await startLatchkey({ ...others, change: (settings) => change(furnish(settings, more)) })
  })
  after(() => server?.close())
  const running = () => {
    if (server === undefined) throw new Error('the server is started before the first case')
    return server
  }
  return {
    get server() {
      return running()
    },
    party: (clientId) => relyingParty(running(), clientId),
    signedIn() {
      browser ??= signIn(running())
      return browser
    },
  }
}

async function signIn(server: TestServer): Promise<BrowserClient> {
  const browser = createBrowserClient()
  await lastPage(browser, await proveBoth(server, browser, relyingParty(server).begin()))
  return browser
}

function furnish(settings: Settings, more: MoreClients): Settings {
  const [app] = settings.clients
  if (app === undefined) throw new Error('the usual clients begin with app')
  const added = more.map((client) => ({
    ...app,
    ...client,
    metadata: { ...app.metadata, ...client.metadata },
  }))
  const users = settings.users.map((user) => (user.username === 'alice' ? { ...user, claims } : user))
  return { ...settings, clients: [...settings.clients, ...added], users }
}

/** What a response mode brings to the client: the query of its callback, or the form that posts itself there. */
export function responseIn({ location, body }: Page): URLSearchParams {
  if (location !== undefined) return location.searchParams
  const inputs = [...body.matchAll(/name="([^"]+)" value="([^"]*)"/g)]
  return new URLSearchParams(inputs.map(([, name = '', value = '']): [string, string] => [name, value]))
}

/** A request in a new browser: both factors, then what the client is answered. */
export async function freshAnswer({ server, party }: Plan, request: Request = {}): Promise<URLSearchParams> {
  const browser = createBrowserClient()
  return responseIn(await lastPage(browser, await proveBoth(server, browser, party().begin(request))))
}

/** A request in the browser that is signed in, answered without any page. */
export async function answer(plan: Plan, request: Request = {}, party = plan.party()) {
  const browser = await plan.signedIn()
  return responseIn(await browser.get(party.begin(request)))
}

/** The same, and what its code is redeemed for. */
export async function tokensFor(plan: Plan, request: Request = {}, party = plan.party()) {
  const { body } = await party.redeem((await answer(plan, request, party)).get('code'))
  return {
    party,
    body,
    idToken: String(body.id_token),
    accessToken: String(body.access_token),
    refreshToken: String(body.refresh_token),
  }
}

/** Checks signature, issuer, audience and expiry of an ID Token as a relying party does (OpenID Connect Core 3.1.3.7). */
export async function verify({ server }: Plan, token: string, audience = 'app'): Promise<JWTVerifyResult> {
  const keys = await got(`${server.issuer}/jwks`).json<Parameters<typeof createLocalJWKSet>[0]>()
  return jwtVerify(token, createLocalJWKSet(keys), { issuer: server.issuer, audience })
}
