import type { Grant, KoaContextWithOIDC } from 'oidc-provider'
import type { ClientSettings } from '../config/settings.ts'

/**
 * The grant a request builds on. First-party clients are granted silently: the session's grant is used again as
 * long as it covers the request; a new one for every login would litter the store.
 */
export function grantLoader(clients: readonly ClientSettings[]) {
  const firstParty = new Set(
    clients.filter((client) => client.firstParty).map((client) => client.metadata.client_id),
  )
  return async (ctx: KoaContextWithOIDC): Promise<Grant | undefined> => {
    const known = await knownGrant(ctx)
    const { client } = ctx.oidc
    if (client === undefined || !firstParty.has(client.clientId)) return known
    return covering(ctx, known)
  }
}

async function knownGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, provider, result } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const id = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const grant = id === undefined ? undefined : await provider.Grant.find(id)
  // A grant of somebody else is a fault in the library's eyes (500): after an account switch it is simply not ours.
  return grant?.accountId === session.accountId && grant.clientId === client.clientId ? grant : undefined
}

async function covering(ctx: KoaContextWithOIDC, known: Grant | undefined): Promise<Grant | undefined> {
  const { client, session, provider, requestParamScopes, requestParamClaims } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const scope = [...requestParamScopes].join(' ')
  const covered = known !== undefined && sameScope(known.getOIDCScopeFiltered(requestParamScopes), scope)
  if (covered && requestParamClaims.size === 0) return known
  const grant = known ?? new provider.Grant({ accountId: session.accountId, clientId: client.clientId })
  grant.addOIDCScope(scope)
  if (requestParamClaims.size > 0) grant.addOIDCClaims([...requestParamClaims])
  await grant.save()
  return grant
}

function sameScope(granted: string, wanted: string): boolean {
  const has = new Set(granted.split(' '))
  return wanted.split(' ').every((scope) => has.has(scope))
}
