import type { ClientSettings } from '../config/settings.ts'
import type { ReleasedClaims } from './account.ts'

/** Each client gets the claims its entry names; one that names none gets what it asks for. */
export function claimRelease(clients: readonly ClientSettings[]): ReleasedClaims {
  const named = new Map(
    clients.flatMap(({ metadata, claims }) =>
      claims === undefined ? [] : [[metadata.client_id, new Set(claims)] as const],
    ),
  )
  return (clientId, claims) => {
    const released = clientId === undefined ? undefined : named.get(clientId)
    if (released === undefined) return claims
    return Object.fromEntries(Object.entries(claims).filter(([name]) => released.has(name)))
  }
}
