import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { JWK } from 'oidc-provider'
import { createPasswords } from '../../src/accounts/password.ts'
import type { UserEntry } from '../../src/accounts/user-entry.ts'
import type { ClientSettings, Settings, StoreSettings } from '../../src/config/settings.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { settingsFor } from '../sms/fake-gateway.ts'
import { freePort } from './free-port.ts'
import { type Phone, startPhone } from './phone.ts'
import { defaultSettings } from './settings.ts'

/** The people of our tests. One password for all: hashing is not what these tests are about. */
export const password = 'a password for tests only'
export const alice = { username: 'alice', email: 'alice@example.com', number: '+94778888888' }

const client: ClientSettings = {
  metadata: {
    client_id: 'app',
    client_secret: 'a client secret that is long enough for tests',
    client_name: 'Test application',
    redirect_uris: ['https://app.example/callback'],
    post_logout_redirect_uris: ['https://app.example/'],
    grant_types: ['authorization_code', 'refresh_token'],
  },
  steps: 'basic+smsotp',
  secondFactor: 'required',
  firstParty: true,
}

/** Clients for each row of the table, told apart by their id. */
export const clients: readonly ClientSettings[] = [
  client,
  { ...client, metadata: { ...client.metadata, client_id: 'basic' }, steps: 'basic' },
  { ...client, metadata: { ...client.metadata, client_id: 'if-enrolled' }, secondFactor: 'if-enrolled' },
  { ...client, metadata: { ...client.metadata, client_id: 'third-party' }, firstParty: false },
]

const users: readonly UserEntry[] = [
  { ...alice, email_verified: true, number_verified: true, claims: { name: 'Alice Example' } },
  { username: 'numberless' },
  { username: 'opted-out', number: '+94778888889', number_verified: true, disable_sms_otp: true },
  { username: 'disabled', number: '+94778888890', number_verified: true, disabled: true },
]

export interface TestServer {
  readonly issuer: string
  readonly phone: Phone
  readonly settings: Settings
  /** Everything logged so far, as text. */
  log(): Promise<string>
  /** Stops the server and starts it again on the same store, with what `change` makes of its settings. */
  restart(change?: (settings: Settings) => Settings): Promise<void>
  /** Has the running server take over what `change` makes of the settings it has, or fails to make. */
  reload(change: (settings: Settings) => Settings): ReturnType<RunningServer['reload']>
  close(): Promise<void>
}

export interface TestServerOptions {
  /** By default an embedded store in a folder of its own. */
  readonly store?: StoreSettings
  readonly change?: (settings: Settings) => Settings
}

/** A whole server on a free port, with a gateway and a phone behind it. */
export async function startLatchkey(options: TestServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
  const phone = await startPhone()
  const plain = await testSettings(folder, phone.url, await freePort())
  const store = options.store ?? plain.store
  const settings = (options.change ?? ((same) => same))({ ...plain, store })
  let files = () => settings
  const load = async () => ({ settings: files(), warnings: [] })
  let server: RunningServer = await startServer(settings, load).catch(async (error) => {
    await phone.close()
    throw error
  })
  return {
    issuer: settings.server.issuer,
    phone,
    settings,
    async log() {
      // Lines are written together, a tenth of a second late at most.
      await wait(250)
      return readFile(join(folder, 'log'), 'utf8')
    },
    async restart(change = (same) => same) {
      await server.close()
      server = await startServer(change(settings), load)
    },
    reload(change) {
      files = () => change(settings)
      return server.reload()
    },
    async close() {
      await server.close()
      await phone.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const keys: readonly JWK[] = [
  {
    ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
    alg: 'ES256',
    kid: 'ec',
  },
  {
    ...generateKeyPairSync('rsa', { modulusLength: 3072 }).privateKey.export({ format: 'jwk' }),
    alg: 'RS256',
    kid: 'rsa',
  },
] as JWK[]

async function testSettings(folder: string, gateway: string, port: number): Promise<Settings> {
  const password_hash = await createPasswords().hash(password)
  return {
    ...defaultSettings(port),
    store: { kind: 'embedded', directory: join(folder, 'data') },
    secrets: {
      signingKeys: keys,
      cookieKeys: [randomBytes(32).toString('base64url')],
      codeKeys: [{ kid: 'test', key: randomBytes(32).toString('base64url') }],
    },
    log: { level: 'debug', destination: join(folder, 'log') },
    clients,
    users: users.map((user) => ({ ...user, password_hash })),
    gateways: [settingsFor(gateway, { name: 'phone', url: gateway, numberFormat: 'plus', deadlineMs: 2000 })],
  }
}
