import type { AdapterFactory, Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { acrValues } from '../../interactions/assurance.ts'
import { standardClaims } from '../../interactions/claims.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { Policy } from '../../interactions/plan.ts'
import type { RememberedBrowsers } from '../../interactions/remembered-browser.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { Settings } from '../config/settings.ts'
import { accountFinder } from './account.ts'
import { cookieOptions } from './cookies.ts'
import { fetchFor } from './fetch.ts'
import { firstPartyIds, grantLoader } from './grants.ts'
import { errorPage, logoutPage, signedOutPage } from './pages.ts'
import { promptsFor } from './policy.ts'
import type { WayBack } from './way-back.ts'

/** Claims by scope. The ones under `openid` are in every ID Token. */
const claims = { openid: ['sub', 'acr', 'amr', 'auth_time'], ...standardClaims }

const signingAlgorithms = ['ES256', 'RS256'] as const

/** Long enough to wait for a slow message and try again, longer than any code lives (SES-17). Seconds. */
const interactionLifetime = 1800

export interface ProviderParts {
  readonly settings: Settings
  readonly adapter: AdapterFactory
  readonly accounts: AccountStore
  readonly policy: Policy
  readonly rememberedBrowsers: RememberedBrowsers
  readonly pages: Pages
  readonly wayBack: WayBack
}

/** The library's configuration. What is not here is off, or its default was read and kept on purpose. */
export function providerConfiguration({
  settings,
  adapter,
  accounts,
  policy,
  rememberedBrowsers,
  pages,
  wayBack,
}: ProviderParts): Configuration {
  const firstParty = firstPartyIds(settings.clients)
  return {
    adapter,
    clients: settings.clients.map((client) => ({ ...client.metadata })),
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    jwks: { keys: [...settings.secrets.signingKeys] },
    findAccount: accountFinder(accounts),
    claims,
    acrValues: Object.values(acrValues),
    // `none` is for the account pages: a session is all they want.
    responseTypes: ['code', 'none'],
    scopes: ['openid', 'offline_access'],
    interactions: {
      policy: promptsFor(policy, rememberedBrowsers),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    cookies: cookieOptions(settings),
    loadExistingGrant: grantLoader(settings.clients),
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // First-party clients need no consent, so no `prompt=consent` either, which is what offline_access hangs on.
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') &&
      (code.scopes.has('offline_access') || firstParty.has(client.clientId)),
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => originOf(uri) === origin),
    fetch: fetchFor(settings.clients),
    renderError: errorPage(pages, wayBack),
    ttl: lifetimes(settings),
    enabledJWA: {
      idTokenSigningAlgValues: [...signingAlgorithms],
      userinfoSigningAlgValues: [...signingAlgorithms],
      clientAuthSigningAlgValues: ['ES256', 'RS256', 'PS256', 'EdDSA'],
    },
    features: featuresWith(pages, accounts),
  }
}

function featuresWith(pages: Pages, accounts: AccountStore): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    resourceIndicators: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    introspection: { enabled: true, allowedPolicy: mayAskAbout(accounts) },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
    },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: logoutPage(pages),
      postLogoutSuccessSource: signedOutPage(pages),
    },
  }
}

function lifetimes({ tokens, sessions }: Settings): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: tokens.accessSeconds,
    AuthorizationCode: tokens.codeSeconds,
    IdToken: tokens.idSeconds,
    RefreshToken: tokens.refreshSeconds,
    Interaction: interactionLifetime,
    // From the sign-in on: the library starts anew at each use, and a session in use would never end.
    Session: (_ctx, { loginTs }) => secondsLeft(loginTs, sessions.lifetimeSeconds),
    // A grant outlives everything that hangs on it.
    Grant: Math.max(sessions.lifetimeSeconds, tokens.refreshSeconds),
  }
}

/** At least one: the library wants a positive lifetime, and a session that is over ends within it. */
function secondsLeft(since: number | undefined, lifetime: number): number {
  const now = Math.floor(Date.now() / 1000)
  return Math.max(1, (since ?? now) + lifetime - now)
}

/**
 * An API that authenticates may ask about any token it was handed; a public client about its own only (RFC 7662 2.1).
 * Nobody's tokens count once their account is gone or disabled.
 */
function mayAskAbout(accounts: AccountStore) {
  return async (
    _ctx: KoaContextWithOIDC,
    client: { clientId: string; clientAuthMethod?: string | undefined },
    token: { clientId?: string | undefined; accountId?: string | undefined },
  ): Promise<boolean> => {
    if (client.clientAuthMethod === 'none' && token.clientId !== client.clientId) return false
    if (token.accountId === undefined) return true
    const account = await accounts.find(token.accountId)
    return account !== undefined && account.disabled !== true
  }
}

function originOf(uri: string): string | undefined {
  return URL.canParse(uri) ? new URL(uri).origin : undefined
}
