import type * as Library from 'libphonenumber-js/max'
import { isCountry } from './country.ts'
import { library } from './library.ts'

/** Region of numbers that do not tell their country. */
export const nowhere = '001'

/** Why a text is no phone number. `invalid`: of the right length, but no such range or country is in use. */
export type NumberProblem = 'empty' | 'not-a-number' | 'too-short' | 'too-long' | 'invalid'

export type ParsedNumber =
  | {
      readonly ok: true
      /** With plus. */
      readonly e164: string
      /** ISO 3166-1 alpha-2; '001' for numbers of no country (satellites, international networks). */
      readonly region: string
      /** The library's word: MOBILE, FIXED_LINE, FIXED_LINE_OR_MOBILE, VOIP, PREMIUM_RATE, …; UNKNOWN if it has none. */
      readonly type: string
    }
  | { readonly ok: false; readonly reason: NumberProblem }

export interface NumberOptions {
  /** Country of numbers written without a country code, ISO 3166-1 alpha-2. Without it they are not numbers. */
  readonly defaultRegion?: string
}

/** Longer than any number with its separators; keeps hostile lengths away from the library. */
const longest = 64

/** Digits of any script and what people put between them. Letters are refused: the library would read past them. */
const numberLike = /^\+?[\p{Nd}\s()./\u2010-\u2015\u2212-]+$/u

/**
 * Reads a phone number as a person or an admin writes it: `+94 77 888 8888`, `0094…`, the plain form
 * `94778888888`, and with a default region the national form `077 888 8888`. Where a plain number is valid both
 * nationally and internationally, the national reading wins.
 */
export function parseNumber(text: string, options: NumberOptions = {}): ParsedNumber {
  if (text.length > longest) return { ok: false, reason: 'too-long' }
  const written = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
  if (written === '') return { ok: false, reason: 'empty' }
  if (!numberLike.test(written) || !/\p{Nd}/u.test(written)) return { ok: false, reason: 'not-a-number' }
  if (written.startsWith('+')) return check(written)
  if (written.startsWith('00')) return check(`+${written.slice(2)}`)
  const { defaultRegion: region } = options
  const national = region !== undefined && isCountry(region) ? check(written, region) : undefined
  if (national?.ok) return national
  const international = check(`+${written}`)
  return international.ok ? international : (national ?? international)
}

function check(written: string, region?: Library.CountryCode): ParsedNumber {
  const { validatePhoneNumberLength, parsePhoneNumberFromString } = library()
  const number = parsePhoneNumberFromString(written, {
    ...(region && { defaultCountry: region }),
    extract: false,
  })
  if (number?.isValid()) {
    return {
      ok: true,
      e164: number.number,
      region: number.country ?? nowhere,
      type: number.getType() ?? 'UNKNOWN',
    }
  }
  // Looked at last, since it reads the number once more.
  const length = validatePhoneNumberLength(written, region)
  if (length !== undefined) return { ok: false, reason: lengthProblem(length) }
  return { ok: false, reason: number === undefined ? 'not-a-number' : 'invalid' }
}

function lengthProblem(
  problem: NonNullable<ReturnType<typeof Library.validatePhoneNumberLength>>,
): NumberProblem {
  if (problem === 'TOO_SHORT') return 'too-short'
  if (problem === 'TOO_LONG') return 'too-long'
  return problem === 'NOT_A_NUMBER' ? 'not-a-number' : 'invalid'
}
