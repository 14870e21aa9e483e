import type { Grant, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Grants } from '../../interactions/consent/step.ts'
import type { ClientSettings } from '../config/settings.ts'

/** The clients whose people are not asked for consent, by client id. */
export function firstPartyIds(clients: readonly ClientSettings[]): ReadonlySet<string> {
  return new Set(clients.filter(({ firstParty }) => firstParty).map(({ metadata }) => metadata.client_id))
}

/**
 * The grant a request builds on. First-party clients are granted silently: the session's grant is used again as
 * long as it covers the request; a new one for every login would litter the store.
 */
export function grantLoader(clients: readonly ClientSettings[]) {
  const firstParty = firstPartyIds(clients)
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

/** The provider's grants as our consent step sees them. */
export function grantsOf(provider: Provider): Grants {
  return {
    find: (id) => provider.Grant.find(id),
    create: (accountId, clientId) => new provider.Grant({ accountId, clientId }),
  }
}
