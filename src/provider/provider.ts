import { Provider } from 'oidc-provider'
import type { ServerSettings } from '../config/settings.ts'
import { type ProviderParts, providerConfiguration } from './configuration.ts'
import { reasonOf } from './try-clients.ts'

/** oidc-provider, set up as Latchkey; it is the Koa app that everything else is mounted on. */
export function createProvider(parts: ProviderParts): Provider {
  const { server } = parts.settings
  const provider = new Provider(server.issuer, providerConfiguration(parts))
  trustProxies(provider, server)
  buildUrlsFrom(provider, server.issuer)
  return provider
}

/**
 * Static clients are validated at first use only: each one is looked up now, so that a broken entry stops the
 * start, with the client named.
 */
export async function checkClients(provider: Provider, clientIds: readonly string[]): Promise<void> {
  for (const id of clientIds) {
    try {
      await provider.Client.find(id)
    } catch (cause) {
      throw new Error(`clients.toml: client "${id}": ${reasonOf(cause)}`, { cause })
    }
  }
}

/** The caller's address is the entry that our own outermost proxy wrote: counted from the right, never the client's word. */
function trustProxies(provider: Provider, { trustedProxies }: ServerSettings): void {
  provider.proxy = trustedProxies > 0
  provider.maxIpsCount = trustedProxies
}

/** Every URL comes from the issuer, none from the request: discovery, redirects, cookies' `Secure` (SES-09). */
function buildUrlsFrom(provider: Provider, issuer: string): void {
  const { protocol, host } = new URL(issuer)
  Object.defineProperties(provider.request, {
    host: { get: () => host },
    protocol: { get: () => protocol.slice(0, -1) },
    secure: { get: () => protocol === 'https:' },
  })
}
