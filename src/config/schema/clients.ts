import * as z from 'zod'
import { standardClaims } from '../../../interactions/claims.ts'
import { choice, flag, list, secret, shown, table, text, wholeNumber } from './leaf.ts'
import { isHttps, isPlainText, isRedirectUri, isWebAddress } from './rules.ts'

const publicAddress = 'an https address, or http on a loopback host'
const exactly = `${publicAddress}, exact: no "*", no "#"`

const exactAddress = text(exactly, isRedirectUri)
const httpsAddress = text('an https address', isHttps)

/** Ours, and the guide's "Subject Claim URI" for the same. */
const subjectClaims = [
  'account_id',
  'username',
  'email',
  'mobile',
  'http://wso2.org/claims/userid',
  'http://wso2.org/claims/username',
  'http://wso2.org/claims/emailaddress',
  'http://wso2.org/claims/mobile',
] as const

const minute = 60
const day = 86_400

const claimNames = Object.values(standardClaims).flat() as [string, ...string[]]
const isAudience = (value: string) => URL.canParse(value) && !value.includes('#')

const keySet = z.looseObject(
  {
    keys: list(
      z.record(z.string(), z.unknown(), { error: 'a public key as a table' }),
      'a list of public keys',
      1,
    ),
  },
  { error: 'a table with a list "keys"' },
)

/** One `[[client]]` of `clients.toml`. Keys spelled as OpenID Connect Dynamic Client Registration spells them. */
export const clientSchema = table({
  client_id: text('1 to 100 letters, digits, "-", "_", "." or "~"', (id) => /^[\w.~-]{1,100}$/.test(id)).meta(
    shown('The name the client is known by in the protocol.', 'shop'),
  ),
  client_secret: text('a text', (value) => isPlainText(value, 500))
    .optional()
    .meta(
      secret(
        'Shared with a client that can keep a secret: at least 32 characters, drawn at random.',
        '${SHOP_CLIENT_SECRET}',
      ),
    ),
  client_name: text('1 to 60 visible characters', (name) => isPlainText(name, 60))
    .optional()
    .meta(shown('What people are told they sign in to.', 'The Shop')),
  application_type: choice('web', 'native')
    .default('web')
    .describe('"web", or "native" for an application on a device.'),
  redirect_uris: list(exactAddress, 'a list of at least one address', 1).meta(
    shown(
      'Where people may be sent back to after signing in, compared character by character: https, or http on this machine.',
      ['https://shop.example.com/callback'],
    ),
  ),
  post_logout_redirect_uris: list(exactAddress, 'a list of addresses')
    .default([])
    .describe('Where people may be sent back to after signing out.'),
  grant_types: list(choice('authorization_code', 'refresh_token'), 'a list of grant types', 1)
    .default(['authorization_code'])
    .describe('Add "refresh_token" for a client that stays signed in.'),
  response_types: list(choice('code'), 'the list ["code"]', 1, 1)
    .default(['code'])
    .describe('Only the code flow is offered.'),
  scope: text('scopes with a blank between them, "openid" among them', (scope) =>
    scope.split(' ').includes('openid'),
  )
    .optional()
    .meta(
      shown(
        'The scopes the client may ask for; left out, every scope the server knows.',
        'openid profile email phone',
      ),
    ),
  token_endpoint_auth_method: choice('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')
    .default('client_secret_basic')
    .describe(
      'How the client proves itself at the token endpoint: "client_secret_basic", "client_secret_post", "private_key_jwt", or "none" for a client that cannot keep a secret.',
    ),
  jwks: keySet.optional().meta(
    shown('With "private_key_jwt": the public keys of the client ...', {
      keys: [{ kty: 'EC', crv: 'P-256', x: '...', y: '...' }],
    }),
  ),
  jwks_uri: httpsAddress
    .optional()
    .meta(shown('... or where they are fetched from.', 'https://shop.example.com/jwks.json')),
  id_token_signed_response_alg: choice('ES256', 'RS256')
    .default('ES256')
    .describe('How ID Tokens are signed: "ES256", or "RS256" for older clients.'),
  default_max_age: wholeNumber(0, 31_536_000)
    .optional()
    .meta(shown('Seconds after which this client wants a sign-in to be made anew; left out, never.', 3600)),
  require_auth_time: flag()
    .default(false)
    .describe('Whether ID Tokens always say when the sign-in was made.'),
  backchannel_logout_uri: text(exactly, isRedirectUri)
    .optional()
    .meta(
      shown(
        'Told by the server itself when a person signs out.',
        'https://shop.example.com/backchannel-logout',
      ),
    ),
  backchannel_logout_session_required: flag()
    .default(false)
    .describe('Whether that message must name the session.'),
  client_uri: text(publicAddress, isWebAddress)
    .optional()
    .meta(shown("The client's own home page.", 'https://shop.example.com')),
  logo_uri: httpsAddress
    .optional()
    .meta(shown('A logo shown where the client is named.', 'https://shop.example.com/logo.svg')),
  policy_uri: httpsAddress.optional().meta(shown('Its privacy policy.', 'https://shop.example.com/privacy')),
  tos_uri: httpsAddress.optional().meta(shown('Its terms of service.', 'https://shop.example.com/terms')),
  authentication_steps: list(choice('basic', 'smsotp'), '["basic"] or ["basic", "smsotp"]', 1)
    .default(['basic', 'smsotp'])
    .describe(
      'What a person proves: the password, then the code from the SMS; ["basic"] for the password alone.',
    ),
  second_factor: choice('required', 'if-enrolled')
    .default('required')
    .describe(
      '"required" turns people without a second factor away; "if-enrolled" lets them in with one, which the tokens say.',
    ),
  accept_remembered_browser: flag()
    .default(false)
    .describe(
      'Whether a browser that a person had remembered may leave the second factor out. The tokens then say one factor, and the client has to live with that.',
    ),
  second_factor_max_age_seconds: wholeNumber(minute, 30 * day)
    .optional()
    .meta(
      shown(
        'Seconds after which this client wants the second factor to be proved anew, by the code alone; left out, never.',
        43_200,
      ),
    ),
  subject_claim: choice(...subjectClaims)
    .default('account_id')
    .describe(
      'What the client knows people by, the subject ("sub") of its tokens: "account_id", which never changes, "username", "email" or "mobile".',
    ),
  subject_number_format: choice('digits', 'plus')
    .default('digits')
    .describe(
      'How a mobile number is written as a subject: "digits" for 94778888888, "plus" for +94778888888.',
    ),
  claims: list(choice(...claimNames), 'a list of standard claims')
    .optional()
    .meta(
      shown('The claims the client gets, of those it asks for; left out, all of them.', ['name', 'email']),
    ),
  pkce: choice('required', 'optional')
    .default('required')
    .describe(
      '"optional" for a client with credentials that cannot send PKCE; each of its requests must have a nonce then.',
    ),
  access_token_audience: text('an absolute address without "#"', isAudience)
    .optional()
    .meta(
      shown(
        'The API its access tokens are for. They are JWTs then (RFC 9068), and not for UserInfo or introspection.',
        'https://api.example.com',
      ),
    ),
  first_party: flag().default(false).describe('A client of your own: people are not asked for consent.'),
})

export type ClientTable = z.output<typeof clientSchema>
