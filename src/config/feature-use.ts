import type { Document, Path } from './document.ts'
import type { Report } from './report.ts'
import type { ClientTable } from './schema/clients.ts'
import type { Feature } from './schema/features.ts'

interface Use {
  readonly feature: Feature
  /** The client's option that asks for it. */
  readonly option: keyof ClientTable
  readonly by: (client: ClientTable) => boolean
}

const uses: readonly Use[] = [
  { feature: 'refresh_tokens', option: 'grant_types', by: (c) => c.grant_types.includes('refresh_token') },
  {
    feature: 'rp_initiated_logout',
    option: 'post_logout_redirect_uris',
    by: (c) => c.post_logout_redirect_uris.length > 0,
  },
  {
    feature: 'backchannel_logout',
    option: 'backchannel_logout_uri',
    by: (c) => c.backchannel_logout_uri !== undefined,
  },
  {
    feature: 'userinfo',
    option: 'userinfo_signed_response_alg',
    by: (c) => c.userinfo_signed_response_alg !== undefined,
  },
  {
    feature: 'pushed_authorization_requests',
    option: 'require_pushed_authorization_requests',
    by: (c) => c.require_pushed_authorization_requests,
  },
  { feature: 'dpop', option: 'dpop_bound_access_tokens', by: (c) => c.dpop_bound_access_tokens },
  {
    feature: 'jwt_access_tokens',
    option: 'access_token_audience',
    by: (c) => c.access_token_audience !== undefined,
  },
  {
    feature: 'client_secrets',
    option: 'token_endpoint_auth_method',
    by: (c) => c.token_endpoint_auth_method.startsWith('client_secret'),
  },
  {
    feature: 'private_key_jwt',
    option: 'token_endpoint_auth_method',
    by: (c) => c.token_endpoint_auth_method === 'private_key_jwt',
  },
]

/** A client that counts on what is switched off would fail at its first request; it is told before the start. */
export function checkFeatureUse(
  client: ClientTable,
  features: ReadonlySet<Feature>,
  document: Document,
  path: Path,
  report: Report,
): void {
  for (const { feature, option, by } of uses) {
    if (features.has(feature) || !by(client)) continue
    const message = `not offered: deployment.toml says ${feature} = false under [features]`
    report.add(document, [...path, option], { message })
  }
}
