import { countriesOf } from '../numbers/country.ts'
import { nowhere, parseNumber } from '../numbers/number.ts'
import { kindOf } from './message-kind.ts'
import type { SendLimits } from './send-limits.ts'

/** Where a message would go, as far as limits and prices care. */
export interface Destination {
  /** ISO 3166-1 alpha-2; the first one in force where several share the number's code. */
  readonly country: string
  /** The number without its last four digits: the unit in which numbers are rented for fraud. */
  readonly block: string
}

export type Judged =
  | { readonly ok: true; readonly destination: Destination }
  /** In a few words for the admin: names country or type, never the number. */
  | { readonly ok: false; readonly why: string }

/**
 * Whether a number may be sent to at all (SMS-04): it exists, its country is among those that the admin named, and it
 * is of a type that takes messages at the usual price.
 *
 * @param number E.164 with plus
 * @param purpose as in Place: enrolment and a change of number have countries of their own
 */
export function judgeDestination(number: string, purpose: string, limits: SendLimits): Judged {
  const parsed = parseNumber(number)
  if (!parsed.ok) return { ok: false, why: `a number that is not in use (${parsed.reason})` }
  const [option, allowed] =
    kindOf(purpose) === 'enrolment'
      ? ['enrolment_countries', limits.enrolmentCountries]
      : ['login_countries', limits.loginCountries]
  const countries = parsed.region === nowhere ? countriesOf(number) : [parsed.region]
  const country = countries.find((each) => allowed.includes(each))
  if (country === undefined) {
    const from = countries.length === 0 ? 'of no country' : `from ${countries.join(' or ')}`
    return { ok: false, why: `a number ${from}, which is not among ${option} in [limits]` }
  }
  if (!limits.numberTypes.includes(parsed.type)) {
    return { ok: false, why: `a number of type ${parsed.type}, which is not among number_types in [limits]` }
  }
  return { ok: true, destination: { country, block: number.slice(0, -4) } }
}
