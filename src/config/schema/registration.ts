import * as z from 'zod'
import { acrValues } from '../../../interactions/assurance.ts'
import { choice, flag, list, secret, text, wholeNumber } from './leaf.ts'
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
  client_id: text('1 to 100 letters, digits, "-", "_", "." or "~"', (id) =>
    /^[\w.~-]{1,100}$/.test(id),
  ).describe('The name the client is known by in the protocol.'),
  client_secret: text('a text', (value) => isPlainText(value, 500))
    .optional()
    .meta(secret('Shared with a client that can keep a secret; at least 32 characters.')),
  client_name: text('1 to 60 visible characters', (name) => isPlainText(name, 60))
    .optional()
    .describe('What people are told they sign in to.'),
  application_type: choice('web', 'native').default('web').describe('A web application, or one on a device.'),
  redirect_uris: list(exactAddress, 'a list of addresses').describe(
    'Where people may be sent back to after signing in; compared character by character.',
  ),
  post_logout_redirect_uris: list(exactAddress, 'a list of addresses')
    .default([])
    .describe('Where people may be sent back to after signing out.'),
  grant_types: list(choice('authorization_code', 'refresh_token'), 'a list of grant types')
    .default(['authorization_code'])
    .describe('Add "refresh_token" for a client that stays signed in; [] for one that signs nobody in.'),
  response_types: list(choice('code'), 'the list ["code"], or []', 0, 1)
    .default(['code'])
    .describe('Only the code flow is offered.'),
  scope: text('scopes with a blank between them, "openid" among them', (scope) =>
    scope.split(' ').includes('openid'),
  )
    .optional()
    .describe('The scopes the client may ask for; left out, every scope the server knows.'),
  token_endpoint_auth_method: choice('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')
    .default('client_secret_basic')
    .describe('How the client proves itself at the token endpoint; "none" for a client without a secret.'),
  token_endpoint_auth_signing_alg: choice('ES256', 'RS256', 'PS256', 'EdDSA')
    .optional()
    .describe('The one way its assertions are signed; left out, any of them.'),
  jwks: keySet.optional().describe('The public keys of a client that signs its assertions.'),
  jwks_uri: httpsAddress.optional().describe('Where those keys are fetched from instead.'),
  id_token_signed_response_alg: choice('ES256', 'RS256')
    .default('ES256')
    .describe('How ID Tokens are signed; RS256 for older clients.'),
  userinfo_signed_response_alg: choice('ES256', 'RS256')
    .optional()
    .describe('UserInfo is answered as a JWT that is signed so; left out, as plain JSON.'),
  subject_type: choice('public')
    .default('public')
    .describe('People are the same to all clients with the same subject_claim.'),
  default_acr_values: list(choice(acrValues.oneFactor, acrValues.twoFactors), 'a list of acr values', 1)
    .optional()
    .describe('Asked for, the preferred first, where a request has no acr_values.'),
  default_max_age: wholeNumber(0, 31_536_000)
    .optional()
    .describe(
      'Seconds after which this client wants a sign-in to be made anew, where a request has no max_age.',
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
    .describe('Told by the server itself when a person signs out.'),
  backchannel_logout_session_required: flag()
    .default(false)
    .describe('Whether that message must name the session.'),
  initiate_login_uri: httpsAddress
    .optional()
    .describe('Where a sign-in that begins elsewhere can be started at the client.'),
  contacts: list(text('an e-mail address', isContact), 'a list of e-mail addresses')
    .optional()
    .describe('People who answer for the client; never shown.'),
  client_uri: text(publicAddress, isWebAddress).optional().describe("The client's own home page."),
  logo_uri: httpsAddress.optional().describe('Its logo; kept, and not shown.'),
  policy_uri: httpsAddress.optional().describe('Its privacy policy.'),
  tos_uri: httpsAddress.optional().describe('Its terms of service.'),
}
