import { loadClients } from '../../config/client-file.ts'
import type { ClientSettings } from '../../config/settings.ts'

/** An application as commands show it: everything but its secret, by the names of clients.toml. */
export interface ShownClient {
  readonly id: string
  readonly name: string
  readonly steps: readonly string[]
  readonly second_factor: string
  readonly subject: string
  readonly first_party: boolean
  /** False for an API, which only asks what tokens say. */
  readonly signs_in: boolean
  readonly [setting: string]: unknown
}

/** The issuer and every application that a server with this configuration has. */
export async function readClientFile(
  directory: string,
): Promise<{ issuer: string; clients: readonly ShownClient[] }> {
  const { issuer, clients } = await loadClients(directory)
  return { issuer, clients: clients.map(shown) }
}

function shown(client: ClientSettings): ShownClient {
  const { metadata, steps, secondFactor, firstParty, subject, claims } = client
  const { client_id: id, client_name, client_secret, ...registration } = metadata
  return {
    id,
    name: client_name ?? id,
    steps: steps === 'basic' ? ['basic'] : ['basic', 'smsotp'],
    second_factor: steps === 'basic' ? 'none' : secondFactor,
    subject: subject?.claim ?? 'account_id',
    first_party: firstParty,
    signs_in: metadata.redirect_uris?.length !== 0,
    has_secret: client_secret !== undefined,
    ...(claims === undefined ? {} : { claims }),
    accept_remembered_browser: client.acceptRememberedBrowser === true,
    second_factor_max_age_seconds: client.secondFactorMaxAgeSeconds,
    pkce: client.pkceOptional === true ? 'optional' : 'required',
    access_token_audience: client.accessTokenAudience,
    ...registration,
  }
}
