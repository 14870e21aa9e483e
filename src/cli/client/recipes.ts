/** What a relying party needs to know of us, in one place. */
export interface Facts {
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri: string
  /** False for clients without a secret. */
  readonly confidential: boolean
}

type Recipe = (facts: Facts) => string

const secret = 'the secret, from the file that its client_secret names'

/** Settings as the product spells them. Secrets are never among them: where one goes, the text says so. */
const recipes: Readonly<Record<string, Recipe>> = {
  'openid-client': ({
    issuer,
    clientId,
    redirectUri,
    confidential,
  }) => `import * as client from 'openid-client'

const config = await client.discovery(
  new URL('${issuer}'),
  '${clientId}',
  ${confidential ? `clientSecret, // ${secret}` : 'undefined, client.None()'}
)
// redirect_uri: '${redirectUri}', code_challenge_method: 'S256'`,
  'oauth2-proxy': ({ issuer, clientId, redirectUri }) => `provider = "oidc"
oidc_issuer_url = "${issuer}"
client_id = "${clientId}"
client_secret_file = "/run/secrets/oauth2-proxy" # ${secret}
redirect_url = "${redirectUri}"
code_challenge_method = "S256"
scope = "openid email profile"`,
  'mod-auth-openidc': ({
    issuer,
    clientId,
    redirectUri,
  }) => `OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${clientId}
# ${secret}
OIDCClientSecret "exec:/bin/cat /run/secrets/${clientId}"
OIDCRedirectURI ${redirectUri}
OIDCPKCEMethod S256
OIDCScope "openid email profile"`,
  grafana: ({ issuer, clientId }) => `[auth.generic_oauth]
enabled = true
name = Latchkey
client_id = ${clientId}
client_secret = $__file{/run/secrets/grafana} # ${secret}
scopes = openid profile email
auth_url = ${issuer}/auth
token_url = ${issuer}/token
api_url = ${issuer}/me
use_pkce = true
login_attribute_path = preferred_username`,
  gitlab: ({ issuer, clientId, redirectUri }) => `gitlab_rails['omniauth_providers'] = [{
  name: 'openid_connect', label: 'Latchkey',
  args: {
    name: 'openid_connect', scope: ['openid', 'profile', 'email'], response_type: 'code',
    issuer: '${issuer}', discovery: true, pkce: true, client_auth_method: 'basic', uid_field: 'sub',
    client_options: {
      identifier: '${clientId}',
      secret: File.read('/run/secrets/gitlab').strip, # ${secret}
      redirect_uri: '${redirectUri}'
    }
  }
}]`,
  spring: ({
    issuer,
    clientId,
    redirectUri,
  }) => `spring.security.oauth2.client.provider.latchkey.issuer-uri=${issuer}
spring.security.oauth2.client.registration.latchkey.client-id=${clientId}
# ${secret}
spring.security.oauth2.client.registration.latchkey.client-secret=\${CLIENT_SECRET}
spring.security.oauth2.client.registration.latchkey.scope=openid,profile,email
spring.security.oauth2.client.registration.latchkey.redirect-uri=${redirectUri}`,
}

export const recipeNames: readonly string[] = Object.keys(recipes)

/** The settings of one product; undefined when we have none for it. */
export function recipeFor(product: string, facts: Facts): string | undefined {
  return Object.hasOwn(recipes, product) ? recipes[product]?.(facts) : undefined
}
