import type { SendRequest } from '../../interactions/sms-otp/gate.ts'
import type { Destination } from './destination.ts'
import { kindOf } from './message-kind.ts'
import type { Budget, Period, Tally, Trail, Watch } from './ports.ts'
import type { MoneyLimits, SendLimits } from './send-limits.ts'

/** Hides a number or an address under the server's key; the same text is always the same subject. */
export type Hide = (kind: string, text: string) => string

const minutes = 60
const hours = 3600
const days = 24 * hours

/** Every budget a message takes from, the narrowest first. */
export function budgetsFor(
  request: SendRequest,
  { country, block }: Destination,
  limits: SendLimits,
  hide: Hide,
): readonly Budget[] {
  const { client } = request
  return [
    ...personalBudgets(request, limits, hide),
    ...(kindOf(request.purpose) === 'enrolment' ? enrolmentBudgets(request, block, limits, hide) : []),
    ...tallies('block', hide('block', block), limits.block),
    ...tallies('country', country, limits.country),
    ...(client === undefined ? [] : tallies('client', client, limits.client)),
    ...tallies('all', '', limits.all),
    ...moneyFor(country, limits.money),
  ]
}

/** A notice follows what a person did, often right after a code: it neither waits for nor takes from what codes have. */
function personalBudgets(
  { account, number, network, purpose }: SendRequest,
  limits: SendLimits,
  hide: Hide,
): readonly Trail[] {
  const subject = hide('number', number)
  if (kindOf(purpose) === 'notice') return [trail('notices', subject, limits.notices.day, days)]
  return [
    personal('number', subject, limits.number, limits.gapSeconds),
    personal('account', account, limits.account, limits.gapSeconds),
    ...(network === undefined
      ? []
      : [trail('network', hide('network', network), limits.network.hour, hours)]),
  ]
}

/** Beside the others, by day: numbers one after the other, one number by many accounts, many numbers by one account. */
function enrolmentBudgets(
  { account, number, network }: SendRequest,
  block: string,
  { enrolment }: SendLimits,
  hide: Hide,
): readonly Budget[] {
  return [
    trail('enrolment number', hide('number', number), enrolment.number, days),
    trail('enrolment account', account, enrolment.account, days),
    ...(network === undefined
      ? []
      : [trail('enrolment network', hide('network', network), enrolment.network, days)]),
    ...tallies('enrolment block', hide('block', block), { day: enrolment.block }),
  ]
}

/** What a message costs, taken from the day's and the month's money; none where no money is limited. */
export function moneyFor(country: string, money: MoneyLimits | undefined): readonly Tally[] {
  if (money === undefined) return []
  const amount = Object.hasOwn(money.prices, country) ? (money.prices[country] ?? 0) : money.otherPrice
  return (['day', 'month'] as const).map((period) => ({
    kind: 'tally',
    name: 'money',
    subject: '',
    period,
    limit: money[period],
    amount,
  }))
}

/** The ratio that its country and its block must keep. */
export function watchesFor(
  { country, block }: Destination,
  { conversion }: SendLimits,
  graceSeconds: number,
  hide: Hide,
): readonly Watch[] {
  const { minimum, ratio } = conversion
  return [
    { name: 'country conversion', subject: country, minimum, ratio, graceSeconds },
    { name: 'block conversion', subject: hide('block', block), minimum, ratio, graceSeconds },
  ]
}

/** So many of one account's logins count towards those ratios. */
export function watchedLogins(account: string): Trail {
  return trail('watched', account, 2, hours)
}

function personal(
  name: string,
  subject: string,
  { tenMinutes, day }: SendLimits['number'],
  gaps: readonly number[],
): Trail {
  const windows = [
    { limit: tenMinutes, seconds: 10 * minutes },
    { limit: day, seconds: days },
  ]
  return { kind: 'trail', name, subject, gaps, windows }
}

function trail(name: string, subject: string, limit: number, seconds: number): Trail {
  return { kind: 'trail', name, subject, gaps: [], windows: [{ limit, seconds }] }
}

function tallies(name: string, subject: string, limits: Partial<Record<Period, number>>): Tally[] {
  return Object.entries(limits).map(([period, limit]) => ({
    kind: 'tally',
    name,
    subject,
    period: period as Period,
    limit,
    amount: 1,
  }))
}
