import { dirname, join, resolve } from 'node:path'
import { createPasswords } from '../accounts/password.ts'
import type { UserEntry } from '../accounts/user-entry.ts'
import type { Reloaded } from '../assembly/configuration.ts'
import { type Additions, loadSettings } from '../config/load.ts'
import { namedKey } from '../config/secrets.ts'
import type { Settings } from '../config/settings.ts'
import { startServer } from '../server.ts'
import { greet, onlyToInbox } from './greeting.ts'
import { startInbox } from './inbox.ts'
import { startRelyingParty } from './relying-party.ts'
import { type DemoState, demoState } from './state.ts'

/** The demo's addresses beside the provider's own; its gateway file names the inbox. */
const relyingParty = { host: '127.0.0.1', port: 3001, url: 'http://localhost:3001' }
const inbox = { host: '127.0.0.1', port: 3002, url: 'http://localhost:3002' }

const user = { username: 'alice', number: '+94778888888', email: 'alice@example.com', name: 'Alice Example' }

export interface RunningDemo {
  /** What to tell the person who started it, line by line. */
  readonly lines: readonly string[]
  /** Takes over what the files say now. @returns what came of it, line by line; nothing when nothing has changed */
  reload(): Promise<readonly string[]>
  close(): Promise<void>
}

/**
 * `latchkey demo`: the provider with everything around it on this machine: an SMS inbox that is an ordinary HTTP
 * gateway, a relying party, a ready-made user, and secrets made on the spot.
 *
 * @param directory the configuration directory
 */
export async function startDemo(directory: string): Promise<RunningDemo> {
  const data = join(dirname(resolve(directory)), 'data')
  const state = await demoState(data)
  const added = await additions(state)
  const load = async () => {
    const loaded = await loadSettings({ directory, mode: 'demo', additions: added })
    return { settings: forDemo(loaded.settings, data), warnings: loaded.warnings }
  }
  const { settings } = await load()
  const started: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const part of started.reverse()) await part.close()
  }
  try {
    const server = await startServer(settings, load)
    started.push(server)
    started.push(await startInbox(inbox))
    started.push(await startRelyingParty({ ...relyingParty, ...clientOf(settings, state) }))
    const lines = greet({
      application: relyingParty.url,
      inbox: inbox.url,
      issuer: settings.server.issuer,
      gateways: settings.gateways,
      user: user.username,
      password: state.password,
    })
    return { lines, reload: async () => outcomeOf(await server.reload()), close }
  } catch (error) {
    await close()
    throw error
  }
}

function outcomeOf(reloaded: Reloaded): readonly string[] {
  if (reloaded.outcome === 'refused') {
    return ['Not taken over, everything is as it was:', ...reloaded.problems.map(indented)]
  }
  const { outcome, changes, warnings = [] } = reloaded
  return outcome === 'unchanged' ? [] : ['Taken over:', ...[...changes, ...warnings].map(indented)]
}

function indented(line: string): string {
  return `  ${line}`
}

function forDemo(settings: Settings, data: string): Settings {
  // The terminal is for the person who tries it; the log goes beside the data unless a file is set.
  const log = { destination: join(data, 'latchkey.log'), ...settings.log }
  const limits = onlyToInbox(settings.gateways, inbox.url) ? patient(settings.limits) : settings.limits
  return { ...settings, log, limits }
}

/** Whoever tries it signs in again and again; an inbox on this machine costs nothing. */
function patient(limits: Settings['limits']): Settings['limits'] {
  const often = { tenMinutes: 50, day: 500 }
  return { ...limits, gapSeconds: [2], number: often, account: often, network: { hour: 100 } }
}

function clientOf({ server }: Settings, { clientSecret }: DemoState) {
  return { issuer: server.issuer, clientId: 'demo', clientSecret }
}

async function additions(state: DemoState): Promise<Additions> {
  const entry: UserEntry = {
    username: user.username,
    email: user.email,
    email_verified: true,
    number: user.number,
    number_verified: true,
    password_hash: await createPasswords().hash(state.password),
    claims: { name: user.name, given_name: 'Alice', family_name: 'Example' },
  }
  return { secrets: secretsOf(state), clients: [client(state)], users: [entry] }
}

function secretsOf({ signingKeys, cookieKey, codeKey }: DemoState) {
  return { signingKeys, cookieKeys: [cookieKey], codeKeys: [namedKey(codeKey)] }
}

function client({ clientSecret }: DemoState) {
  return {
    client_id: 'demo',
    client_secret: clientSecret,
    client_name: 'Demo application',
    redirect_uris: [`${relyingParty.url}/callback`],
    post_logout_redirect_uris: [`${relyingParty.url}/`],
    backchannel_logout_uri: `${relyingParty.url}/backchannel-logout`,
    grant_types: ['authorization_code', 'refresh_token'],
    authentication_steps: ['basic', 'smsotp'],
    first_party: true,
  }
}
