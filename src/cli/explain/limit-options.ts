import type { Left } from '../../limits/ports.ts'
import type { SendLimits } from '../../limits/send-limits.ts'
import type { PointAt, Reason } from './reason.ts'

/** An option of `[limits]`, and what it says. */
export type LimitOption = readonly [name: string, value: (limits: SendLimits) => unknown]

const gaps: LimitOption = ['gap_seconds', ({ gapSeconds }) => gapSeconds]

/** The options of `[limits]` that say how much there is, by what a budget or a watch is called. */
const options: Readonly<Record<string, readonly LimitOption[]>> = {
  destination: [
    ['login_countries', ({ loginCountries }) => loginCountries],
    ['number_types', ({ numberTypes }) => numberTypes],
  ],
  number: [
    gaps,
    ['per_number_10_minutes', ({ number }) => number.tenMinutes],
    ['per_number_day', ({ number }) => number.day],
  ],
  account: [
    gaps,
    ['per_account_10_minutes', ({ account }) => account.tenMinutes],
    ['per_account_day', ({ account }) => account.day],
  ],
  network: [['per_network_hour', ({ network }) => network.hour]],
  block: [
    ['per_block_hour', ({ block }) => block.hour],
    ['per_block_day', ({ block }) => block.day],
  ],
  country: [
    ['per_country_hour', ({ country }) => country.hour],
    ['per_country_day', ({ country }) => country.day],
  ],
  client: [
    ['per_client_hour', ({ client }) => client.hour],
    ['per_client_day', ({ client }) => client.day],
  ],
  all: [
    ['per_minute', ({ all }) => all.minute],
    ['per_day', ({ all }) => all.day],
  ],
  money: [
    ['money.per_day', ({ money }) => inCurrency(money?.day)],
    ['money.per_month', ({ money }) => inCurrency(money?.month)],
  ],
  conversion: [
    ['conversion.percent', ({ conversion }) => Math.round(conversion.ratio * 100)],
    ['conversion.minimum_logins', ({ conversion }) => conversion.minimum],
  ],
}

/** Which options bound something that a decision of the gate names, and what they say. */
export function limitReasons(
  { name, period }: Pick<Left, 'name' | 'period'>,
  limits: SendLimits,
  pointAt: PointAt,
): readonly Reason[] {
  const named = optionsOf(name).filter(([option]) => period === undefined || option.endsWith(`_${period}`))
  return optionReasons(named, limits, pointAt)
}

export function optionReasons(
  named: readonly LimitOption[],
  limits: SendLimits,
  pointAt: PointAt,
): readonly Reason[] {
  return named.map(([option, value]) => pointAt(`limits.${option}`, value(limits)))
}

/** What an admin would change, as `deployment.toml` names it; all of one table. */
export function nameOptions(named: readonly LimitOption[]): string {
  const names = named.map(([option]) => option.split('.'))
  const table = names[0]?.[1] === undefined ? '[limits]' : `[limits.${names[0][0]}]`
  return `${names.map((parts) => parts.at(-1)).join(' or ')} in ${table}`
}

/** Both watches are called by what they watch. */
export function optionsOf(name: string): readonly LimitOption[] {
  return options[name.replace(/^.* (?=conversion$)/, '')] ?? []
}

/** Amounts are kept in ten-thousandths. */
export function inCurrency(amount = 0): number {
  return amount / 10_000
}
