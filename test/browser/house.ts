import type { ClientSettings, Settings } from '../../src/config/settings.ts'
import { type InboxMessage, startInbox } from '../../src/demo/inbox.ts'
import { startRelyingParty } from '../../src/demo/relying-party.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'

/** The demo on free ports: provider, application to sign in to, and the phone that is its SMS gateway. */
export interface House {
  readonly server: TestServer
  /** Where browsers find the application, the inbox and the provider. */
  readonly application: string
  readonly inbox: string
  readonly issuer: string
  /** The application's own port on 127.0.0.1, for host rules. */
  readonly applicationPort: number
  /** Every message the gateway took, newest first. */
  messages(): Promise<readonly InboxMessage[]>
  close(): Promise<void>
}

export interface HouseOptions {
  /** The application's host and port for browsers; by default `localhost` and the port it listens on. */
  readonly applicationHost?: string
  readonly change?: (settings: Settings) => Settings
}

const clientSecret = 'a client secret that is long enough for tests'

/** Opens everything on 127.0.0.1. The first new message may be asked for at once, the second only after a while. */
export async function openHouse({ applicationHost, change = same }: HouseOptions = {}): Promise<House> {
  const inbox = await startInbox({ host: '127.0.0.1', port: 0 })
  const port = await freePort()
  const url = `http://${applicationHost ?? `localhost:${port}`}`
  const server = await startLatchkey({
    change: (settings) => change(furnish(settings, url, `${inbox.url}/api/messages`)),
  })
  const identity = { clientId: 'demo', clientSecret }
  const application = await startRelyingParty({
    host: '127.0.0.1',
    port,
    url,
    issuer: server.issuer,
    ...identity,
  })
  return {
    server,
    application: url,
    inbox: inbox.url,
    issuer: server.issuer,
    applicationPort: port,
    messages: async () => (await fetch(`${inbox.url}/api/messages`)).json() as Promise<InboxMessage[]>,
    async close() {
      await application.close()
      await server.close()
      await inbox.close()
    },
  }
}

function same(settings: Settings): Settings {
  return settings
}

function furnish(settings: Settings, application: string, gateway: string): Settings {
  const { smsOtp } = settings.authentication
  return {
    ...settings,
    authentication: { ...settings.authentication, smsOtp: { ...smsOtp, cooldownSeconds: [0, 60] } },
    clients: [client(application)],
    gateways: settings.gateways.map((phone): GatewaySettings => ({ ...phone, name: 'inbox', url: gateway })),
  }
}

function client(application: string): ClientSettings {
  return {
    metadata: {
      client_id: 'demo',
      client_secret: clientSecret,
      client_name: 'Demo application',
      redirect_uris: [`${application}/callback`],
      post_logout_redirect_uris: [`${application}/`],
      grant_types: ['authorization_code', 'refresh_token'],
    },
    steps: 'basic+smsotp',
    secondFactor: 'required',
    firstParty: true,
  }
}
