import { type Client, errors, type Provider } from 'oidc-provider'

/**
 * A reload may have taken an address from a client, or the client away, while a login was under way. The library compares
 * addresses when a request arrives and never again, and would still send the code there.
 */
export function refuseRemovedRedirects(provider: Provider): void {
  provider.on('interaction.ended', ({ oidc: { client, params } }) => {
    // Nothing goes to that address, this error neither.
    if (!isRegistered(client, params?.redirect_uri)) throw new errors.InvalidRedirectUri()
  })
}

/** Whether the request of a login could still be answered where it wants to be. */
export async function leadsToClient(
  provider: Provider,
  { client_id: id, redirect_uri: uri }: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  return isRegistered(await provider.Client.find(String(id)), uri)
}

function isRegistered(client: Client | undefined, uri: unknown): boolean {
  return client !== undefined && typeof uri === 'string' && client.redirectUriAllowed(uri)
}
