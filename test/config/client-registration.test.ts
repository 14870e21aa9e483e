import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientProblems } from '../../src/provider/try-clients.ts'
import { type Case, configuration, load, problemsOf } from './support.ts'

const uris = 'redirect_uris = ["https://shop.example/cb"]\n'
const client = (text: string) => ({ 'clients.toml': `[[client]]\nclient_id = "shop"\n${text}` })
/** A client that is fine but for the text. */
const shop = (text: string) => client(`${uris}token_endpoint_auth_method = "none"\n${text}`)

const broken: readonly Case[] = [
  [
    'a client that counts on what is switched off',
    {
      ...shop('grant_types = ["authorization_code", "refresh_token"]\n'),
      'deployment.toml':
        '[server]\nissuer = "https://login.example.com"\n[features]\nrefresh_tokens = false\ncors = false\n',
    },
    [
      'clients.toml:5:15: [client #1] grant_types: not offered: deployment.toml says refresh_tokens = false under [features]',
    ],
  ],
  [
    'what a client asks of features that are off',
    {
      ...shop(
        'require_pushed_authorization_requests = true\ndpop_bound_access_tokens = true\nuserinfo_signed_response_alg = "ES256"\n',
      ),
      'deployment.toml':
        '[server]\nissuer = "https://login.example.com"\n[features]\npushed_authorization_requests = false\ndpop = false\nuserinfo = false\n',
    },
    [
      'clients.toml:5:41: [client #1] require_pushed_authorization_requests: not offered: deployment.toml says pushed_authorization_requests = false under [features]',
      'clients.toml:6:28: [client #1] dpop_bound_access_tokens: not offered: deployment.toml says dpop = false under [features]',
      'clients.toml:7:32: [client #1] userinfo_signed_response_alg: not offered: deployment.toml says userinfo = false under [features]',
    ],
  ],
  [
    'a signature of assertions that nobody makes',
    shop('token_endpoint_auth_signing_alg = "ES256"\n'),
    [
      'clients.toml:5:1: [client #1] token_endpoint_auth_signing_alg: not used without token_endpoint_auth_method = "private_key_jwt"',
    ],
  ],
  [
    'an acr that no login answers',
    shop('default_acr_values = ["urn:example:gold"]\n'),
    [
      'clients.toml:5:23: [client #1] default_acr_values #1: found "urn:example:gold", allowed: "urn:latchkey:1fa" or "urn:latchkey:2fa"',
    ],
  ],
  [
    'a contact that is no address',
    shop('contacts = ["the shop"]\n'),
    ['clients.toml:5:13: [client #1] contacts #1: found "the shop", allowed: an e-mail address'],
  ],
  [
    'no grant, and yet a way back',
    shop('grant_types = []\n'),
    [
      'clients.toml:5:15: [client #1] grant_types: empty for a client that signs nobody in, and then grant_types, response_types and redirect_uris all are []',
    ],
  ],
  [
    'neither a grant nor credentials',
    client(
      'redirect_uris = []\ngrant_types = []\nresponse_types = []\ntoken_endpoint_auth_method = "none"\n',
    ),
    [
      'clients.toml:6:30: [client #1] token_endpoint_auth_method: without credentials and without grant_types there is nothing that the client could do',
    ],
  ],
  [
    'an audience that is no address',
    shop('access_token_audience = "api#1"\n'),
    [
      'clients.toml:5:25: [client #1] access_token_audience: found "api#1", allowed: an absolute address without "#"',
    ],
  ],
  [
    'a flow that is not offered',
    shop('response_types = ["id_token"]\n'),
    ['clients.toml:5:19: [client #1] response_types #1: found "id_token", allowed: "code"'],
  ],
  [
    'scopes without openid',
    shop('scope = "profile"\n'),
    [
      'clients.toml:5:9: [client #1] scope: found "profile", allowed: scopes with a blank between them, "openid" among them',
    ],
  ],
  [
    'a logo over plain http',
    shop('logo_uri = "http://shop.example/logo.svg"\n'),
    [
      'clients.toml:5:12: [client #1] logo_uri: found "http://shop.example/logo.svg", allowed: an https address',
    ],
  ],
]

for (const [title, files, expected] of broken) {
  test(`a registration is refused with place, finding and what is allowed: ${title}`, async (t) => {
    assert.deepEqual(await problemsOf(t, files), expected)
  })
}

const everything = `redirect_uris = ["https://shop.example/cb"]
token_endpoint_auth_method = "private_key_jwt"
token_endpoint_auth_signing_alg = "ES256"
jwks_uri = "https://shop.example/jwks"
userinfo_signed_response_alg = "RS256"
default_acr_values = ["urn:latchkey:2fa", "urn:latchkey:1fa"]
default_max_age = 3600
initiate_login_uri = "https://shop.example/login"
contacts = ["admins@shop.example"]
require_pushed_authorization_requests = true
dpop_bound_access_tokens = true
subject_type = "public"
`
const without =
  'redirect_uris = []\ngrant_types = []\nresponse_types = []\njwks_uri = "https://api.example/jwks"\ntoken_endpoint_auth_method = "private_key_jwt"\n'

for (const [title, text] of [
  ['every option that registration knows', everything],
  ['an API without a grant', without],
] as const) {
  test(`a client is taken by us and by the library: ${title}`, async (t) => {
    const { settings } = await load(await configuration(t, client(text)))
    assert.deepEqual(await clientProblems(settings), [])
  })
}
