import type * as Library from 'libphonenumber-js/max'
import { library } from './library.ts'

/**
 * Countries a number may belong to, ISO 3166-1 alpha-2: one as a rule, several where they share a code and the number
 * does not tell, none for numbers of no country.
 *
 * @param number E.164 with plus
 */
export function countriesOf(number: string): readonly string[] {
  const parsed = library().parsePhoneNumberFromString(number)
  if (parsed === undefined) return []
  return parsed.country === undefined ? parsed.getPossibleCountries() : [parsed.country]
}

/** Whether numbers of this country are known: ISO 3166-1 alpha-2, upper case. */
export function isCountry(code: string): code is Library.CountryCode {
  return library().isSupportedCountry(code)
}

/** The calling code of a country, written like "+94". */
export function callingCodeOf(country: string): string {
  const { getCountryCallingCode, isSupportedCountry } = library()
  return isSupportedCountry(country) ? `+${getCountryCallingCode(country)}` : ''
}

/** The countries that share a calling code written like "+1"; none when there is no such code. */
export function countriesWith(callingCode: string): readonly string[] {
  const { getCountries, getCountryCallingCode } = library()
  return getCountries().filter((country) => `+${getCountryCallingCode(country)}` === callingCode)
}
