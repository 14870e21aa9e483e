import { loadClients } from '../../config/client-file.ts'
import type { ClientSettings } from '../../config/settings.ts'

/** An application as commands show it: everything but its secret. */
export interface ShownClient {
  readonly id: string
  readonly name: string
  readonly steps: readonly string[]
  readonly second_factor: string
  readonly subject: string
  readonly first_party: boolean
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
  const { metadata, steps, secondFactor, firstParty, subject, claims, ...others } = client
  const { client_id: id, client_name, client_secret, ...registration } = metadata
  return {
    id,
    name: client_name ?? id,
    steps: steps === 'basic' ? ['basic'] : ['basic', 'smsotp'],
    second_factor: steps === 'basic' ? 'none' : secondFactor,
    subject: subject?.claim ?? 'account_id',
    first_party: firstParty,
    has_secret: client_secret !== undefined,
    ...(claims === undefined ? {} : { claims }),
    ...others,
    ...registration,
  }
}
