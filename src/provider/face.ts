import type { ClientMetadata } from 'oidc-provider'
import type { ClientFace } from '../../interactions/sms-otp/pages.ts'

/** What of a client's registration people get to see. */
interface ClientTexts {
  readonly clientId: string
  readonly clientName?: string | undefined
  readonly policyUri?: string | undefined
  readonly tosUri?: string | undefined
}

/** A client as pages show it: its name, and only https addresses. */
export function faceOf(client: ClientTexts): ClientFace {
  return {
    name: client.clientName ?? client.clientId,
    ...httpsOnly({ policyUri: client.policyUri, tosUri: client.tosUri }),
  }
}

/** The same from a client's own entry, where the provider has not loaded it. */
export function registeredFace(metadata: ClientMetadata): ClientFace {
  return faceOf({
    clientId: metadata.client_id,
    clientName: metadata.client_name,
    policyUri: metadata.policy_uri,
    tosUri: metadata.tos_uri,
  })
}

function httpsOnly(uris: Readonly<Record<string, string | undefined>>): Partial<ClientFace> {
  return Object.fromEntries(Object.entries(uris).filter(([, uri]) => uri?.startsWith('https://')))
}
