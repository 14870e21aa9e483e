import type { AdapterFactory, Configuration } from 'oidc-provider'
import { standardClaims } from '../../interactions/claims.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { ClientSettings, Settings } from '../config/settings.ts'
import { provedIn } from './access-tokens.ts'
import { accountFinder } from './account.ts'
import { claimRelease } from './claims.ts'
import { cookieOptions } from './cookies.ts'
import { featuresWith } from './features.ts'
import { fetchFor } from './fetch.ts'
import { firstPartyIds, grantLoader } from './grants.ts'
import { lifetimes } from './lifetimes.ts'
import { errorPage } from './pages.ts'
import { promptsFor } from './prompts.ts'
import { registrationOf } from './registration.ts'
import type { SecondFactorParts } from './second-factor-age.ts'
import { type Subjects, subjectFinder } from './subjects.ts'
import type { WayBack } from './way-back.ts'

/** Claims by scope. The ones under `openid` are in every ID Token. */
const claims = { openid: ['sub', 'acr', 'amr', 'auth_time'], ...standardClaims }

export interface ProviderParts extends SecondFactorParts {
  readonly settings: Settings
  readonly adapter: AdapterFactory
  readonly accounts: AccountStore
  readonly pages: Pages
  readonly wayBack: WayBack
  readonly subjects: Subjects
}

/** The library's configuration. What is not here is off, or its default was read and kept on purpose. */
export function providerConfiguration(parts: ProviderParts): Configuration {
  const { settings, adapter, accounts, pages, wayBack, subjects } = parts
  const firstParty = firstPartyIds(settings.clients)
  return {
    adapter,
    ...registrationOf(settings),
    pairwiseIdentifier: subjectFinder(accounts, subjects),
    jwks: { keys: [...settings.secrets.signingKeys] },
    findAccount: accountFinder(accounts, subjects, claimRelease(settings.clients)),
    claims,
    // Core 3.1.2.1 wants it in every request.
    allowOmittingSingleRegisteredRedirectUri: false,
    interactions: {
      policy: promptsFor({ ...parts, idleSeconds: settings.sessions.idleSeconds }),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    cookies: cookieOptions(settings),
    loadExistingGrant: grantLoader(settings.clients),
    pkce: pkceFor(settings.clients),
    rotateRefreshToken: true,
    // First-party clients need no consent, so no `prompt=consent` either, which is what offline_access hangs on.
    issueRefreshToken: async (_ctx, client, code) =>
      settings.features.has('refresh_tokens') &&
      client.grantTypeAllowed('refresh_token') &&
      (code.scopes.has('offline_access') || firstParty.has(client.clientId)),
    discovery: { ui_locales_supported: [...pages.languages] },
    clientBasedCORS: corsFor(settings),
    extraTokenClaims: provedIn,
    fetch: fetchFor(settings.clients),
    renderError: errorPage(pages, wayBack),
    ttl: lifetimes(settings),
    features: featuresWith(settings, pages, { accounts, subjects }),
  }
}

/**
 * PKCE, always with S256: RFC 9700 2.1.1. A client that was exempted binds its code by the nonce instead (Core
 * 3.1.3.7, 11), so a request of its without either is refused as well. Where a challenge came, the library wants the
 * verifier, from exempted clients too; and where none came it refuses one, so that nobody drops it on the way.
 */
function pkceFor(clients: readonly ClientSettings[]): NonNullable<Configuration['pkce']> {
  const exempt = new Set(
    clients.filter((each) => each.pkceOptional).map(({ metadata }) => metadata.client_id),
  )
  return { required: (ctx, { clientId }) => !exempt.has(clientId) || !ctx.oidc.params?.nonce }
}

/** Browsers may call for a client that runs in one (no credentials), from where its pages are. */
function corsFor({ features }: Settings): NonNullable<Configuration['clientBasedCORS']> {
  return (_ctx, origin, { clientAuthMethod, redirectUris = [] }) =>
    features.has('cors') &&
    clientAuthMethod === 'none' &&
    redirectUris.some((uri) => URL.canParse(uri) && new URL(uri).origin === origin)
}
