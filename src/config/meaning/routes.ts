import type { Document } from '../document.ts'
import type { Report } from '../report.ts'
import type { Settings } from '../settings.ts'
import { listed } from './limits.ts'

/** Says which countries codes are sent to in principle, and by no gateway. */
export function checkRoutes(
  { limits, gateways, authentication }: Pick<Settings, 'limits' | 'gateways' | 'authentication'>,
  document: Document,
  report: Report,
): void {
  const enabled = gateways.filter((gateway) => gateway.enabled)
  if (!authentication.smsOtp.enabled || enabled.some(({ countries }) => countries === undefined)) return
  const served = new Set(enabled.flatMap(({ countries = [] }) => countries))
  const without = limits.loginCountries.filter((country) => !served.has(country))
  if (without.length === 0) return
  const message = `no enabled gateway of sms/*.toml serves ${listed(without)}: people with numbers from there get no code`
  report.add(document, ['limits', 'login_countries'], { message, level: 'warning' })
}
