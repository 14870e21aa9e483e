import type { MoneyLimits } from '../../limits/send-limits.ts'
import type { Document } from '../document.ts'
import { firstOf, type Report } from '../report.ts'
import type { Settings } from '../settings.ts'

type Facts = Pick<Settings, 'limits' | 'authentication'>
type Say = (key: string, message: string) => void

const parameters = ['authentication', 'authenticator', 'sms_otp', 'parameters']

/** Says which limits keep out people who do nothing unusual, and which are never reached. */
export function checkLimits(settings: Facts, document: Document, report: Report): void {
  if (!settings.authentication.smsOtp.enabled) return
  const warn: Say = (key, message) => report.add(document, ['limits', key], { message, level: 'warning' })
  checkOneLogin(settings, warn)
  checkWaits(settings, document, report)
  checkOrder(settings, document, warn)
  checkEnrolment(settings, warn)
  if (settings.limits.money)
    checkMoney(settings.limits.loginCountries, settings.limits.money, document, report)
}

/** Everybody may have to ask for each further message once, when a network is slow. */
function checkOneLogin({ limits, authentication }: Facts, warn: Say): void {
  const { resends, cooldownSeconds } = authentication.smsOtp
  const all = 1 + resends
  const inTenMinutes = messagesWithin(600, resends, cooldownSeconds)
  const needs: readonly (readonly [key: string, limit: number, needed: number])[] = [
    ['per_number_10_minutes', limits.number.tenMinutes, inTenMinutes],
    ['per_account_10_minutes', limits.account.tenMinutes, inTenMinutes],
    ['per_number_day', limits.number.day, all],
    ['per_account_day', limits.account.day, all],
    ['per_network_hour', limits.network.hour, all],
    ['per_block_hour', limits.block.hour, all],
    ['per_block_day', limits.block.day, all],
    ['per_country_hour', limits.country.hour, all],
    ['per_country_day', limits.country.day, all],
    ['per_client_hour', limits.client.hour, all],
    ['per_client_day', limits.client.day, all],
    ['per_day', limits.all.day, all],
    ['enrolment_per_number_day', limits.enrolment.number, all],
    ['enrolment_per_account_day', limits.enrolment.account, all],
    ['enrolment_per_network_day', limits.enrolment.network, all],
    ['enrolment_per_block_day', limits.enrolment.block, all],
  ]
  for (const [key, limit, needed] of needs) {
    if (limit >= needed) continue
    const why = `${needed}, when all further ones are asked for (resends = ${resends})`
    warn(key, `${limit} is less than the messages of one login: ${why}`)
  }
}

/** How many messages of one login can fall into so many seconds, each asked for as soon as it may be. */
function messagesWithin(seconds: number, resends: number, cooldowns: readonly number[]): number {
  const waits = Array.from({ length: resends }, (_, index) => cooldowns[index] ?? cooldowns.at(-1) ?? 0)
  const times = waits.map((_, index) => waits.slice(0, index + 1).reduce((sum, wait) => sum + wait))
  return 1 + times.filter((time) => time < seconds).length
}

function checkWaits({ limits, authentication }: Facts, document: Document, report: Report): void {
  const { resends, cooldownSeconds, lifetimeSeconds } = authentication.smsOtp
  if (resends === 0) return
  const [cooldown = 0] = cooldownSeconds
  const [gap = 0] = limits.gapSeconds
  if (gap > cooldown) {
    const message = `the code's page offers another message after cooldown_seconds (${cooldown}), and it is refused until ${gap} have passed`
    report.add(document, ['limits', 'gap_seconds'], { message, level: 'warning' })
  }
  if (cooldown >= lifetimeSeconds) {
    const message = `another message is offered after ${cooldown} seconds, when the code has expired (lifetime_seconds = ${lifetimeSeconds})`
    report.add(document, [...parameters, 'cooldown_seconds'], { message, level: 'warning' })
  }
}

/** Only of those that are written: whoever lowers the longer one alone knows what they do. */
function checkOrder({ limits }: Facts, document: Document, warn: Say): void {
  const pairs: readonly (readonly [shorter: string, limit: number, longer: string, bound: number])[] = [
    ['per_number_10_minutes', limits.number.tenMinutes, 'per_number_day', limits.number.day],
    ['per_account_10_minutes', limits.account.tenMinutes, 'per_account_day', limits.account.day],
    ['per_block_hour', limits.block.hour, 'per_block_day', limits.block.day],
    ['per_country_hour', limits.country.hour, 'per_country_day', limits.country.day],
    ['per_client_hour', limits.client.hour, 'per_client_day', limits.client.day],
    ['per_minute', limits.all.minute, 'per_day', limits.all.day],
  ]
  for (const [shorter, limit, longer, bound] of pairs) {
    if (limit <= bound || !document.find(['limits', shorter])) continue
    warn(shorter, `never reached: ${longer} (${bound}) comes first`)
  }
}

function checkEnrolment({ limits }: Facts, warn: Say): void {
  const idle = limits.enrolmentCountries.filter((country) => !limits.loginCountries.includes(country))
  if (idle.length === 0) return
  const those = firstOf(idle)
  warn(
    'enrolment_countries',
    `numbers from ${those} could be enrolled, and would then be sent no codes: login_countries leaves them out`,
  )
}

function checkMoney(
  countries: readonly string[],
  money: MoneyLimits,
  document: Document,
  report: Report,
): void {
  const say = (key: string, message: string, level: 'error' | 'warning') =>
    report.add(document, ['limits', 'money', key], { message, level })
  const amount = (tenThousandths: number) => `${tenThousandths / 10_000} ${money.currency}`
  const priceOf = (country: string) => money.prices[country] ?? money.otherPrice
  const never = countries.filter((country) => priceOf(country) > Math.min(money.day, money.month))
  if (never.length > 0) {
    const key = money.day <= money.month ? 'per_day' : 'per_month'
    const price = amount(Math.min(...never.map(priceOf)))
    say(
      key,
      `does not pay for one message to ${firstOf(never)}, which costs ${price} or more: none would ever leave`,
      'error',
    )
  }
  if (money.day > money.month)
    say('per_day', `never reached: per_month (${amount(money.month)}) comes first`, 'warning')
}
