import type { Configuration } from 'oidc-provider'
import type { ClientSettings } from '../config/settings.ts'

type Fetch = NonNullable<Configuration['fetch']>

/**
 * The provider's outgoing requests. The library refuses private and loopback addresses, since clients elsewhere are
 * registered by strangers; ours are written by the admin, often beside the provider. The addresses in clients.toml
 * are reached wherever they are, each one exactly as written; everything else keeps the library's guard.
 */
export function fetchFor(clients: readonly ClientSettings[]): Fetch {
  const written = new Set(
    clients.flatMap(({ metadata }) => [metadata.backchannel_logout_uri, metadata.jwks_uri]),
  )
  return (url, options = {}) => {
    if (!written.has(String(url)) || !('dispatcher' in options)) return globalThis.fetch(url, options)
    const { dispatcher: _guard, ...rest } = options
    // No redirect may lead on from a trusted address to an unguarded one.
    return globalThis.fetch(url, { ...rest, redirect: 'error' })
  }
}
