import type { ClientMetadata } from 'oidc-provider'

/** The relying party, registered with both sides in the same words. */
export const client = {
  client_id: 'bench',
  client_secret: 'a client secret that is long enough for benchmarks',
  client_name: 'Benchmark',
  redirect_uris: ['https://app.example/callback'],
  grant_types: ['authorization_code'],
  response_types: ['code'],
  id_token_signed_response_alg: 'ES256',
} satisfies ClientMetadata

/** Another one, for which the password is enough. */
export const passwordClient = { ...client, client_id: 'bench-password' } satisfies ClientMetadata

export const redirectUri = 'https://app.example/callback'
export const scope = 'openid profile email'
