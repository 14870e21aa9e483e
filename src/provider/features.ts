import type { ClientAuthMethod, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import type { Pages } from '../../interactions/pages/index.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { ClientSettings, Settings } from '../config/settings.ts'
import { jwtAccessTokens } from './access-tokens.ts'
import { isStillIssued } from './account.ts'
import { refuseUnknownAcr } from './essential-acr.ts'
import { logoutPage, signedOutPage } from './pages.ts'
import type { Subjects } from './subjects.ts'

/** The library's features, each as `[features]` says. */
export function featuresWith(
  { features, clients }: Settings,
  pages: Pages,
  { accounts, subjects }: { accounts: AccountStore; subjects: Subjects },
): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true, assertClaimsParameter: refuseUnknownAcr },
    resourceIndicators: jwtAccessTokens(clients, features.has('jwt_access_tokens')),
    ...registeredFeatures(features),
    introspection: {
      enabled: features.has('introspection'),
      allowedPolicy: mayAskAbout(clients, accounts, subjects),
    },
    revocation: {
      enabled: features.has('revocation'),
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    rpInitiatedLogout: {
      enabled: features.has('rp_initiated_logout'),
      logoutSource: logoutPage(pages),
      postLogoutSuccessSource: signedOutPage(pages),
    },
  }
}

/** The features that bring words of their own to a client's entry, and need nothing else. */
export function registeredFeatures(features: Settings['features']) {
  return {
    userinfo: { enabled: features.has('userinfo') },
    jwtUserinfo: { enabled: features.has('userinfo') },
    pushedAuthorizationRequests: { enabled: features.has('pushed_authorization_requests') },
    dPoP: { enabled: features.has('dpop') },
    backchannelLogout: { enabled: features.has('backchannel_logout') },
  }
}

/** How clients may prove themselves. A public one proves nothing, and is bound by PKCE. */
export function authenticationMethods(features: Settings['features']): ClientAuthMethod[] {
  return [
    'none',
    ...(features.has('client_secrets') ? (['client_secret_basic', 'client_secret_post'] as const) : []),
    ...(features.has('private_key_jwt') ? (['private_key_jwt'] as const) : []),
  ]
}

/**
 * An API that authenticates may ask about any token it was handed; a public client about its own only (RFC 7662 2.1).
 * No token counts once its client is removed, its account is gone or disabled, or its session is over.
 */
function mayAskAbout(clients: readonly ClientSettings[], accounts: AccountStore, subjects: Subjects) {
  const ids = new Set(clients.map(({ metadata }) => metadata.client_id))
  return async (
    _ctx: KoaContextWithOIDC,
    client: { clientId: string; clientAuthMethod?: string | undefined },
    token: object & { clientId?: string | undefined; accountId?: string | undefined },
  ): Promise<boolean> => {
    if (client.clientAuthMethod === 'none' && token.clientId !== client.clientId) return false
    // The library would look for the client's kind of subject, and fail.
    if (token.clientId !== undefined && !ids.has(token.clientId)) return false
    if (token.accountId === undefined) return true
    const account = await accounts.find(token.accountId)
    return account !== undefined && isStillIssued(account, token, subjects)
  }
}
