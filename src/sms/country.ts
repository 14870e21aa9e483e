import type * as Library from 'libphonenumber-js/max'

let loaded: Promise<typeof Library> | undefined

/**
 * Countries a number may belong to, ISO 3166-1 alpha-2: one as a rule, several where they share a code and the number
 * does not tell, none for numbers of no country.
 *
 * @param number E.164 with plus
 */
export async function countriesOf(number: string): Promise<readonly string[]> {
  // With its metadata it takes 40 to 60 ms to load, which servers without countries in their gateways never pay.
  loaded ??= import('libphonenumber-js/max')
  const parsed = (await loaded).parsePhoneNumberFromString(number)
  if (parsed === undefined) return []
  return parsed.country === undefined ? parsed.getPossibleCountries() : [parsed.country]
}
