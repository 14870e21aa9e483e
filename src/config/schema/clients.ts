import type * as z from 'zod'
import { standardClaims } from '../../../interactions/claims.ts'
import { choice, flag, list, table, text, wholeNumber } from './leaf.ts'
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
    .describe('What a person proves: the password, then the code from the SMS.'),
  second_factor: choice('required', 'if-enrolled')
    .default('required')
    .describe(
      'Whether people without a second factor are turned away or come in with one factor, which tokens say.',
    ),
  accept_remembered_browser: flag()
    .default(false)
    .describe(
      'Whether a browser that a person had remembered may leave the second factor out, which tokens say.',
    ),
  second_factor_max_age_seconds: wholeNumber(minute, 30 * day)
    .optional()
    .describe(
      'Seconds after which this client wants the second factor to be proved anew; never when left out.',
    ),
  subject_claim: choice(...subjectClaims)
    .default('account_id')
    .describe('What the client knows people by: the subject ("sub") of its tokens.'),
  subject_number_format: choice('digits', 'plus')
    .default('digits')
    .describe('How a mobile number is written as a subject: "94778888888" or "+94778888888".'),
  claims: list(choice(...claimNames), 'a list of standard claims')
    .optional()
    .describe('The claims the client gets, of those it asks for; left out, all of them.'),
  pkce: choice('required', 'optional')
    .default('required')
    .describe('"optional" for a client with credentials that cannot send PKCE; it must send a nonce then.'),
  access_token_audience: text('an absolute address without "#"', isAudience)
    .optional()
    .describe(
      'The API its access tokens are for; they are JWTs then, and not for UserInfo or introspection.',
    ),
  first_party: flag().default(false).describe('A client of your own: people are not asked for consent.'),
})

export type ClientTable = z.output<typeof clientSchema>
