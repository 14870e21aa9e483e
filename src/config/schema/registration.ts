import * as z from 'zod'
import { acrValues } from '../../../interactions/assurance.ts'
import { choice, flag, list, secret, shown, text, wholeNumber } from './leaf.ts'
import { isContact, isHttps, isPlainText, isRedirectUri, isWebAddress } from './rules.ts'

const publicAddress = 'an https address, or http on a loopback host'
const exactly = `${publicAddress}, exact: no "*", no "#"`

const exactAddress = text(exactly, isRedirectUri)
const httpsAddress = text('an https address', isHttps)

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

/**
 * What OpenID Connect Dynamic Client Registration 1.0 section 2 and its extensions know of a client (RFC 7591, RFC 9126,
 * RFC 9449, back-channel logout), spelled as they spell it.
 */
export const registration = {
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
  redirect_uris: list(exactAddress, 'a list of addresses').meta(
    shown(
      'Where people may be sent back to after signing in, compared character by character: https, or http on this machine.',
      ['https://shop.example.com/callback'],
    ),
  ),
  post_logout_redirect_uris: list(exactAddress, 'a list of addresses')
    .default([])
    .describe('Where people may be sent back to after signing out.'),
  grant_types: list(choice('authorization_code', 'refresh_token'), 'a list of grant types')
    .default(['authorization_code'])
    .describe(
      'Add "refresh_token" for a client that stays signed in. An API that only asks about tokens has [] here, as response_types and as redirect_uris.',
    ),
  response_types: list(choice('code'), 'the list ["code"], or []', 0, 1)
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
  token_endpoint_auth_signing_alg: choice('ES256', 'RS256', 'PS256', 'EdDSA')
    .optional()
    .meta(
      shown(
        'With "private_key_jwt": the one way its assertions are signed, "ES256", "RS256", "PS256" or "EdDSA"; left out, any.',
        'ES256',
      ),
    ),
  jwks: keySet.optional().meta(
    shown('With "private_key_jwt": its public keys.', {
      keys: [{ kty: 'EC', crv: 'P-256', x: '...', y: '...' }],
    }),
  ),
  jwks_uri: httpsAddress
    .optional()
    .meta(
      shown(
        'With "private_key_jwt": where its public keys are fetched from, in the place of jwks.',
        'https://shop.example.com/jwks.json',
      ),
    ),
  id_token_signed_response_alg: choice('ES256', 'RS256')
    .default('ES256')
    .describe('How ID Tokens are signed: "ES256", or "RS256" for older clients.'),
  userinfo_signed_response_alg: choice('ES256', 'RS256')
    .optional()
    .meta(
      shown(
        'UserInfo is answered as a JWT that is signed so, "ES256" or "RS256"; left out, as plain JSON.',
        'ES256',
      ),
    ),
  subject_type: choice('public')
    .default('public')
    .describe('People are the same to all clients with the same subject_claim; "public" is all there is.'),
  default_acr_values: list(choice(acrValues.oneFactor, acrValues.twoFactors), 'a list of acr values', 1)
    .optional()
    .meta(
      shown(
        `What is asked for, the preferred first, where a request has no acr_values: "${acrValues.oneFactor}", "${acrValues.twoFactors}". A request may ask for less; what the client always needs are its authentication_steps.`,
        [acrValues.twoFactors],
      ),
    ),
  default_max_age: wholeNumber(0, 31_536_000)
    .optional()
    .meta(
      shown(
        'Seconds after which this client wants a sign-in to be made anew, where a request has no max_age; left out, never.',
        3600,
      ),
    ),
  require_auth_time: flag()
    .default(false)
    .describe('Whether ID Tokens always say when the sign-in was made.'),
  require_pushed_authorization_requests: flag()
    .default(false)
    .describe('Whether this client sends all its requests ahead (PAR), so that others are refused.'),
  dpop_bound_access_tokens: flag()
    .default(false)
    .describe('Whether its tokens are always bound to a key of its own (DPoP).'),
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
    .describe('Whether the message of backchannel_logout_uri must name the session.'),
  initiate_login_uri: httpsAddress
    .optional()
    .meta(
      shown(
        'Where a sign-in that begins elsewhere can be started at the client (OpenID Connect Core 4).',
        'https://shop.example.com/login',
      ),
    ),
  contacts: list(text('an e-mail address', isContact), 'a list of e-mail addresses')
    .optional()
    .meta(shown('People who answer for the client; never shown.', ['shop-admins@example.com'])),
  client_uri: text(publicAddress, isWebAddress)
    .optional()
    .meta(shown("The client's own home page.", 'https://shop.example.com')),
  logo_uri: httpsAddress
    .optional()
    .meta(
      shown(
        'Its logo; kept, and not shown: a picture from elsewhere would tell its host who signs in.',
        'https://shop.example.com/logo.svg',
      ),
    ),
  policy_uri: httpsAddress
    .optional()
    .meta(shown("The client's privacy policy.", 'https://shop.example.com/privacy')),
  tos_uri: httpsAddress
    .optional()
    .meta(shown("The client's terms of service.", 'https://shop.example.com/terms')),
}
