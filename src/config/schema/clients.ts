import type * as z from 'zod'
import { standardClaims } from '../../../interactions/claims.ts'
import { choice, flag, list, shown, table, text, wholeNumber } from './leaf.ts'
import { registration } from './registration.ts'

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

/** One `[[client]]` of `clients.toml`: its registration, and our own options. */
export const clientSchema = table({
  ...registration,
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
