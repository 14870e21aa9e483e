import type { MoneyLimits, SendLimits } from '../limits/send-limits.ts'
import { countriesWith, isCountry } from '../numbers/country.ts'
import type { Document } from './document.ts'
import type { Report } from './report.ts'
import { type LimitsTable, limitsSchema } from './schema/limits.ts'
import { readShape } from './shape.ts'

/**
 * Reads `[limits]`; undefined when something is wrong with it.
 *
 * @param sending whether codes are sent at all: the countries must be named then
 */
export function readLimits(document: Document, sending: boolean, report: Report): SendLimits | undefined {
  const table = readShape(limitsSchema, document, ['limits'], report)
  if (table === undefined) return undefined
  const before = report.errors
  if (sending && table.login_countries === undefined) {
    const message = 'missing: name the countries whose numbers are sent codes, such as ["LK", "GB"]'
    report.add(document, ['limits', 'login_countries'], { message })
  }
  const login = countriesIn(document, 'login_countries', table.login_countries ?? [], report)
  const enrolment = countriesIn(document, 'enrolment_countries', table.enrolment_countries ?? [], report)
  const money = table.money && moneyOf(table.money, document, report)
  if (report.errors !== before) return undefined
  return {
    loginCountries: login,
    enrolmentCountries: table.enrolment_countries === undefined ? login : enrolment,
    ...numbersOf(table),
    ...(money === undefined ? {} : { money }),
  }
}

function numbersOf(table: LimitsTable): Omit<SendLimits, 'loginCountries' | 'enrolmentCountries' | 'money'> {
  const { mode, percent, minimum_logins: minimum } = table.conversion
  return {
    numberTypes: table.number_types,
    gapSeconds: table.gap_seconds,
    number: { tenMinutes: table.per_number_10_minutes, day: table.per_number_day },
    account: { tenMinutes: table.per_account_10_minutes, day: table.per_account_day },
    network: { hour: table.per_network_hour },
    enrolment: {
      number: table.enrolment_per_number_day,
      account: table.enrolment_per_account_day,
      network: table.enrolment_per_network_day,
      block: table.enrolment_per_block_day,
    },
    notices: { day: table.notices_per_number_day },
    block: { hour: table.per_block_hour, day: table.per_block_day },
    country: { hour: table.per_country_hour, day: table.per_country_day },
    client: { hour: table.per_client_hour, day: table.per_client_day },
    all: { minute: table.per_minute, day: table.per_day },
    conversion: { mode, ratio: percent / 100, minimum },
  }
}

/** Countries as they are written, calling codes as all countries that share them. */
function countriesIn(
  document: Document,
  key: string,
  written: readonly string[],
  report: Report,
): readonly string[] {
  return written.flatMap((each, index) => {
    const countries = each.startsWith('+') ? countriesWith(each) : [each.toUpperCase()].filter(isCountry)
    if (countries.length === 0) {
      report.add(document, ['limits', key, index], {
        message: `found "${each}", which is ${noCountry(each)}`,
      })
    }
    return countries
  })
}

/** The code that people write for the one country whose code is not what it is called. */
function noCountry(written: string): string {
  const help = written.toUpperCase() === 'UK' ? '; Great Britain is "GB"' : ''
  return `no country with numbers${help}`
}

function moneyOf(
  { currency, per_day, per_month, prices }: NonNullable<LimitsTable['money']>,
  document: Document,
  report: Report,
): MoneyLimits {
  const { default: other, ...byCountry } = prices
  for (const country of Object.keys(byCountry).filter((each) => !isCountry(each))) {
    const path = ['limits', 'money', 'prices', country]
    report.add(document, path, { message: noCountry(country), at: 'key' })
  }
  if (other === undefined) {
    const message = 'missing: the price of a message to any country that is not in the table'
    report.add(document, ['limits', 'money', 'prices', 'default'], { message })
  }
  return {
    currency,
    day: tenThousandths(per_day),
    month: tenThousandths(per_month),
    prices: Object.fromEntries(
      Object.entries(byCountry).map(([country, price]) => [country, tenThousandths(price)]),
    ),
    otherPrice: tenThousandths(other ?? 0),
  }
}

/** By its digits, as it was written: 0.07 * 10000 is not 700. */
function tenThousandths(written: number | string): number {
  const [whole = '0', part = ''] = String(written).split('.')
  return Number(whole) * 10_000 + Number(part.padEnd(4, '0'))
}
