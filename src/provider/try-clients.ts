import { type AdapterFactory, Provider } from 'oidc-provider'
import { newSigningKeys } from '../config/new-secrets.ts'
import type { Settings } from '../config/settings.ts'
import { registeredFeatures } from './features.ts'
import { registrationOf } from './registration.ts'

/**
 * What the protocol library has against clients' entries, in its own words. It validates an entry when it is first used
 * only, so a provider is made for them that never serves.
 */
export async function clientProblems(settings: Pick<Settings, 'clients' | 'features'>): Promise<string[]> {
  const provider = new Provider('http://localhost', {
    ...registrationOf(settings),
    adapter: storesNothing,
    jwks: { keys: await newSigningKeys() },
    features: { devInteractions: { enabled: false }, ...registeredFeatures(settings.features) },
  })
  const found = await Promise.all(
    settings.clients.map((client) => problemOf(provider, client.metadata.client_id)),
  )
  return found.flat()
}

async function problemOf(provider: Provider, id: string): Promise<string[]> {
  try {
    await provider.Client.find(id)
    return []
  } catch (error) {
    return [`clients.toml: client "${id}": ${reasonOf(error)}`]
  }
}

/** The library says which field it is about. */
export function reasonOf(error: unknown): string {
  return error instanceof Error && 'error_description' in error
    ? String(error.error_description)
    : String(error)
}

const storesNothing: AdapterFactory = () => ({
  upsert: async () => undefined,
  find: async () => undefined,
  findByUserCode: async () => undefined,
  findByUid: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
})
