import type { ClientSettings, Settings } from './settings.ts'

/** The account pages as a client of our own provider. No entry of clients.toml may have this id. */
export const accountClientId = 'latchkey-account'

/**
 * The built-in client behind `/account`: it is given a session and nothing else (`response_type=none`), and asks for
 * the strongest factor that the account has.
 */
export function accountClient(issuer: string): ClientSettings {
  return {
    metadata: {
      client_id: accountClientId,
      client_name: 'your account',
      client_uri: `${issuer}/account`,
      redirect_uris: [`${issuer}/account/signed-in`],
      post_logout_redirect_uris: [],
      response_types: ['none'],
      grant_types: [],
      token_endpoint_auth_method: 'none',
    },
    steps: 'basic+smsotp',
    secondFactor: 'if-enrolled',
    firstParty: true,
  }
}

/** The account pages are a client of the provider like any other. */
export function withAccountPages(settings: Settings): Settings {
  return { ...settings, clients: [...settings.clients, accountClient(settings.server.issuer)] }
}
