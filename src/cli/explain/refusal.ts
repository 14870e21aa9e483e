import type { Settings } from '../../config/settings.ts'
import { moneyFor } from '../../limits/budgets.ts'
import type { Decision } from '../../limits/send-gate.ts'
import type { SendLimits } from '../../limits/send-limits.ts'
import { inCurrency, type LimitOption, nameOptions, optionReasons, optionsOf } from './limit-options.ts'
import type { PointAt, Reason } from './reason.ts'

export interface Refusal {
  /** A sentence without its end. */
  readonly says: string
  readonly why: readonly Reason[]
}

interface Asked {
  readonly settings: Pick<Settings, 'limits'>
  readonly pointAt: PointAt
}

/** What the gate said no by, how much of it is used, and the options that say how much there is. */
export function refusalBy({ settings: { limits }, pointAt }: Asked, decision: Decision): Refusal {
  const [says, options] = told(decision, limits)
  return { says, why: optionReasons(options, limits, pointAt) }
}

type Told = readonly [says: string, options: readonly LimitOption[]]

function told(decision: Decision, limits: SendLimits): Told {
  const { by = '', why, country = '' } = decision
  if (why !== undefined) return [`it would go to ${why}`, optionsOf(by)]
  if (by === 'stopped') return ['sending is stopped ("latchkey sms start" takes it back)', []]
  if (by === 'money') return spentMoney(decision, limits)
  if (by.endsWith(' conversion')) return fewCodes(by, country, limits)
  return by in windowWords ? windowsOf(decision, limits) : periodsOf(decision, limits)
}

/** Whose messages a limit counts, by its name. */
const whose: Readonly<Record<string, (country: string) => string>> = {
  number: () => 'to this number',
  account: () => 'of this account',
  network: () => 'from this network',
  block: () => 'to numbers that differ from this one in the last four digits only',
  country: (country) => `to ${country}`,
  client: () => 'for this client',
  all: () => 'to everybody',
}

/** Limits that hold for any stretch of time, by the end of their options' names; they may want a gap, too. */
const windowWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  number: { '10_minutes': 'in any ten minutes', day: 'in any 24 hours' },
  account: { '10_minutes': 'in any ten minutes', day: 'in any 24 hours' },
  network: { hour: 'in any hour' },
}

const periodWords: Readonly<Record<string, string>> = {
  minute: 'this minute',
  hour: 'this hour',
  day: 'today (UTC)',
  month: 'this month (UTC)',
}

/** How much is left is known of the tightest window only, and not which that is: a long wait tells. */
function windowsOf({ by = '', admission, left }: Decision, limits: SendLimits): Told {
  const all = optionsOf(by)
  const gaps = all.filter(([name]) => name === 'gap_seconds')
  const isSpent = left.some(({ name, left: rest }) => name === by && rest === 0)
  const whom = whose[by]?.('') ?? ''
  if (!isSpent && gaps.length > 0) {
    return [`the last message ${whom} left too short a time ago (${nameOptions(gaps)})`, gaps]
  }
  const retryIn = admission.admitted ? 0 : admission.retryIn
  const isLong = retryIn > 1000 * Math.max(600, ...limits.gapSeconds)
  const spent = all.filter((one) => !gaps.includes(one) && !(isLong && one[0].endsWith('_10_minutes')))
  return usedUp(whom, spent, windowWords[by] ?? {}, limits)
}

/** Of a calendar period it is known how much is left. */
function periodsOf({ by = '', country = '', left }: Decision, limits: SendLimits): Told {
  const over = left.filter(({ name, left: rest }) => name === by && rest === 0)
  const spent = optionsOf(by).filter(([name]) => over.some(({ period }) => name.endsWith(`_${period}`)))
  return usedUp(whose[by]?.(country) ?? '', spent, periodWords, limits)
}

function usedUp(
  whom: string,
  spent: readonly LimitOption[],
  words: Readonly<Record<string, string>>,
  limits: SendLimits,
): Told {
  const amounts = spent.map(([name, value]) => {
    const [, when = ''] = Object.entries(words).find(([end]) => name.endsWith(`_${end}`)) ?? []
    return `${value(limits)} ${when}`
  })
  return [`the messages ${whom} are used up: ${amounts.join(' or ')} (${nameOptions(spent)})`, spent]
}

function spentMoney({ country = '', left }: Decision, limits: SendLimits): Told {
  const prices = moneyFor(country, limits.money)
  const over = prices.flatMap(({ period, limit, amount }) => {
    const rest = left.find((each) => each.name === 'money' && each.period === period)?.left ?? 0
    return rest < amount ? [{ period, used: `${written(limit - rest)} of ${written(limit)}` }] : []
  })
  const spent = optionsOf('money').filter(([name]) => over.some(({ period }) => name.endsWith(`_${period}`)))
  const amounts = over.map(({ period, used }) => `${used} ${limits.money?.currency} ${periodWords[period]}`)
  const price = `a message to ${country} costs ${written(prices[0]?.amount)}`
  return [`the money is used up: ${amounts.join(' and ')}, and ${price} (${nameOptions(spent)})`, spent]
}

/** Two decimals, or as many as there are. */
function written(amount = 0): string {
  return inCurrency(amount)
    .toFixed(4)
    .replace(/0{1,2}$/, '')
}

function fewCodes(by: string, country: string, { conversion }: SendLimits): Told {
  const options = optionsOf(by)
  const whom = whose[by.replace(' conversion', '')]?.(country) ?? ''
  const few = `fewer than ${Math.round(conversion.ratio * 100)} of 100 logins, of ${conversion.minimum} at least`
  return [`too few codes ${whom} came back in the last hour: ${few} (${nameOptions(options)})`, options]
}
