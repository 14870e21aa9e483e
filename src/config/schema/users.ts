import * as z from 'zod'
import { flag, secret, shown, table, text } from './leaf.ts'
import { isEmail, isPlainText, isWebAddress } from './rules.ts'

const words = text('1 to 200 visible characters', (value) => isPlainText(value, 200))
const address = text('a web address', isWebAddress)

/** The claims of OpenID Connect Core section 5.1 that are not options of their own. */
const claims = table({
  name: words.optional().meta(shown('Full name as shown.', 'Maria Sol Castro')),
  given_name: words.optional().meta(shown('Given name.', 'Maria')),
  middle_name: words.optional().meta(shown('Middle name.', 'Sol')),
  family_name: words.optional().meta(shown('Family name.', 'Castro')),
  nickname: words.optional().meta(shown('What friends say.', 'Mari')),
  preferred_username: words
    .optional()
    .meta(shown('The name the person wants to be called by in clients.', 'maria.sol')),
  profile: address.optional().meta(shown('Profile page.', 'https://example.com/maria')),
  picture: address.optional().meta(shown('Portrait.', 'https://example.com/maria.jpg')),
  website: address.optional().meta(shown('Own web page.', 'https://maria.example.com')),
  gender: words.optional().meta(shown('Gender.', 'female')),
  birthdate: text('a date such as "1990-12-31"', (value) => /^\d{4}(-\d\d-\d\d)?$/.test(value))
    .optional()
    .meta(shown('Birthday, or the year alone.', '1990-12-31')),
  zoneinfo: words.optional().meta(shown('Time zone.', 'Europe/Lisbon')),
  locale: words.optional().meta(shown('Language.', 'pt-PT')),
  address: table({
    formatted: z
      .string({ error: 'a text' })
      .optional()
      .meta(shown('The whole address as on a letter.', 'Rua Augusta 1, 1100-048 Lisboa, Portugal')),
    street_address: words.optional().meta(shown('Street and house.', 'Rua Augusta 1')),
    locality: words.optional().meta(shown('Town.', 'Lisboa')),
    region: words.optional().meta(shown('State or province.', 'Lisboa')),
    postal_code: words.optional().meta(shown('Postal code.', '1100-048')),
    country: words.optional().meta(shown('Country.', 'Portugal')),
  })
    .optional()
    .describe('Postal address.'),
})

/** One `[[user]]` of `users.toml`. */
export const userSchema = table({
  username: text('1 to 100 visible characters', (value) => isPlainText(value, 100)).meta(
    shown('What the person types to sign in.', 'maria'),
  ),
  email: text('an e-mail address', isEmail)
    .optional()
    .meta(shown('May be typed instead of the user name.', 'maria@example.com')),
  email_verified: flag().optional().meta(shown('Whether the address is known to be theirs.', true)),
  number: text('a phone number in quotes, such as "+94778888888" or "94778888888"')
    .optional()
    .meta(
      secret(
        'Where codes go, with the country code, with or without the plus; may be typed instead of the user name.',
        '94778888888',
      ),
    ),
  number_verified: flag().optional().meta(shown('Whether the number is known to be theirs.', true)),
  password_hash: text('a password hash, as "latchkey hash-password" prints it')
    .optional()
    .meta(
      secret(
        'Made by `latchkey hash-password`; never the password itself. Left out: nobody signs in with a password.',
        '${MARIA_PASSWORD_HASH}',
      ),
    ),
  disabled: flag().optional().meta(shown('Nobody signs in with this account.', false)),
  disable_sms_otp: flag().optional().meta(shown('The person opted out of codes by SMS.', false)),
  backup_codes: z
    .union([z.string(), z.array(z.string())], { error: 'codes as "K7QM2XW4TP,…" or a list' })
    .optional()
    .meta(
      secret(
        'Codes for when no message arrives, each good for one sign-in: comma-separated, or a list. They are hashed when the file is applied; used ones stay used, and codes the person made since stay until this line changes. Better kept elsewhere, like everything secret; "latchkey user backup-codes" makes some without writing them down here.',
        '${MARIA_BACKUP_CODES}',
      ),
    ),
  allow_short_codes: flag()
    .optional()
    .meta(
      shown(
        'Backup codes may have fewer than 10 characters, such as "123456,654321": so few that they can be guessed.',
        false,
      ),
    ),
  claims: claims.optional().describe('Standard claims, for clients that may see them.'),
})

/** A person in a file of `latchkey user import`: secrets are hashes there. */
export const importedUserSchema = userSchema.omit({ backup_codes: true, allow_short_codes: true })
