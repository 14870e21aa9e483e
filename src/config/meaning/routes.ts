import { sendingGateways, serves } from '../../sms/route.ts'
import type { Document } from '../document.ts'
import { firstOf, type Report } from '../report.ts'
import type { Settings } from '../settings.ts'

/** Says which countries codes are sent to in principle, and by no gateway. */
export function checkRoutes(
  { limits, gateways, authentication }: Pick<Settings, 'limits' | 'gateways' | 'authentication'>,
  document: Document,
  report: Report,
): void {
  if (!authentication.smsOtp.enabled) return
  const enabled = sendingGateways(gateways)
  const without = limits.loginCountries.filter(
    (country) => !enabled.some((gateway) => serves(gateway, [country])),
  )
  if (without.length === 0) return
  const message = `no enabled gateway of sms/*.toml serves ${firstOf(without)}: people with numbers from there get no code`
  report.add(document, ['limits', 'login_countries'], { message, level: 'warning' })
}
