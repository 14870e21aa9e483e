import * as z from 'zod'
import { flag, secret, table, text } from './leaf.ts'
import { isEmail, isPlainText, isWebAddress } from './rules.ts'

const words = text('1 to 200 visible characters', (value) => isPlainText(value, 200))
const address = text('a web address', isWebAddress)

/** The claims of OpenID Connect Core section 5.1 that are not options of their own. */
const claims = table({
  name: words.optional().describe('Full name as shown.'),
  given_name: words.optional().describe('Given name.'),
  family_name: words.optional().describe('Family name.'),
  middle_name: words.optional().describe('Middle name.'),
  nickname: words.optional().describe('What friends say.'),
  preferred_username: words.optional().describe('The name the person wants to be called by in clients.'),
  profile: address.optional().describe('Profile page.'),
  picture: address.optional().describe('Portrait.'),
  website: address.optional().describe('Own web page.'),
  gender: words.optional().describe('Gender.'),
  birthdate: text('a date such as "1990-12-31"', (value) => /^\d{4}(-\d\d-\d\d)?$/.test(value))
    .optional()
    .describe('Birthday, or the year alone.'),
  zoneinfo: words.optional().describe('Time zone such as "Europe/Lisbon".'),
  locale: words.optional().describe('Language such as "pt-PT".'),
  address: table({
    formatted: z.string({ error: 'a text' }).optional().describe('The whole address as on a letter.'),
    street_address: words.optional().describe('Street and house.'),
    locality: words.optional().describe('Town.'),
    region: words.optional().describe('State or province.'),
    postal_code: words.optional().describe('Postal code.'),
    country: words.optional().describe('Country.'),
  })
    .optional()
    .describe('Postal address.'),
})

/** One `[[user]]` of `users.toml`. */
export const userSchema = table({
  username: text('1 to 100 visible characters', (value) => isPlainText(value, 100)).describe(
    'What the person types to sign in.',
  ),
  email: text('an e-mail address', isEmail).optional().describe('May be typed instead of the user name.'),
  email_verified: flag().optional().describe('Whether the address is known to be theirs.'),
  number: text('a phone number in quotes, such as "+94778888888" or "94778888888"')
    .optional()
    .meta(secret('Where codes go, with the country code; may be typed instead of the user name.')),
  number_verified: flag().optional().describe('Whether the number is known to be theirs.'),
  password_hash: text('a password hash, as "latchkey hash-password" prints it')
    .optional()
    .meta(secret('Made by "latchkey hash-password"; never the password itself.')),
  disabled: flag().optional().describe('Nobody signs in with this account.'),
  disable_sms_otp: flag().optional().describe('The person opted out of codes by SMS.'),
  backup_codes: z
    .union([z.string(), z.array(z.string())], { error: 'codes as "K7QM2XW4TP,…" or a list' })
    .optional()
    .meta(secret('Codes for when no message arrives, each good for one sign-in; used ones stay used.')),
  allow_short_codes: flag()
    .optional()
    .describe('Backup codes may have fewer than 10 characters, so few that they can be guessed.'),
  claims: claims.optional().describe('Standard claims for clients that may see them.'),
})

/** A person in a file of `latchkey user import`: secrets are hashes there. */
export const importedUserSchema = userSchema.omit({ backup_codes: true, allow_short_codes: true })
