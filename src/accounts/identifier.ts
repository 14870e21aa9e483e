import type { Account } from './account.ts'

/** The longest e-mail address (RFC 5321, section 4.5.3.1.3, less the angle brackets); names are shorter. */
const longest = 254

/** Control characters and halves of a surrogate pair: nothing that a person types or an admin means. */
const unusable = /[\p{Cc}\p{Cs}]/u

/** Zero-width and direction marks: invisible, and phones put them around a number that is pasted. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu

const dashes = '\\u2010-\\u2015\\u2212-'
/** A number with its country code announced, in the ways people write it: +94 77 888 8888, 0094-77…, +94 (0)77… */
const announced = new RegExp(`^(?:\\+|00)\\(?[1-9][\\d\\s()./${dashes}]*$`, 'u')
/** A number in the plain form: country code first, no plus. No country code begins with 0 (ITU-T E.164). */
const plain = /^[1-9][\d ]*$/u

/**
 * The one form of a username, e-mail address or phone number under which it is stored, looked up and counted:
 * `Bob`, `bob ` and `ｂｏｂ` are one. It follows Unicode's NFKC_Casefold (UAX #44); what is written like an
 * international number becomes `+` and its digits. Whether such a number exists is not asked: the answer
 * changes with the metadata of a library, and with it whom a stored identifier finds.
 *
 * @param text anything at all; it comes from a form
 * @returns the canonical form, or '' for what can be nobody's: empty, too long, control characters. No account
 *   is ever stored under ''.
 */
export function canonicalIdentifier(text: string): string {
  // NFKC makes up to 18 characters of one: hostile lengths are refused before, honest ones are not near.
  if (text.length > 4 * longest) return ''
  const visible = text.trim().replace(invisible, '')
  if (unusable.test(visible)) return ''
  const folded = foldCase(visible.normalize('NFKC')).normalize('NFKC').trim()
  if (folded.length > longest) return ''
  return internationalNumber(folded) ?? folded
}

/**
 * JavaScript has no case folding. Down, up and down again comes to the same: the way up turns ß into SS, the
 * first way down is for ẞ, which has no other capital.
 */
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase()
}

/** E.164: 15 digits at most. Fewer than seven are rather somebody's staff number. */
function internationalNumber(text: string): string | undefined {
  if (!announced.test(text) && !plain.test(text)) return undefined
  // "(0)" is the trunk prefix, dialled only inside the country.
  const digits = text.replace('(0)', '').replace(/\D/gu, '').replace(/^00/u, '')
  return digits.length >= 7 && digits.length <= 15 ? `+${digits}` : undefined
}

/** Every canonical form under which the account is found; for AccountStore.save. */
export function identifiersOf(
  account: Pick<Account, 'username' | 'email' | 'number' | 'nextNumber'>,
): string[] {
  const { username, email = '', number = '', nextNumber } = account
  const written = [username, email, number, nextNumber?.number ?? '']
  return [...new Set(written.map(canonicalIdentifier))].filter((identifier) => identifier !== '')
}
