import { readDeployment } from '../../src/config/deployment.ts'
import { documentOf } from '../../src/config/document.ts'
import { ConfigurationError } from '../../src/config/problem.ts'
import { Report } from '../../src/config/report.ts'
import type { DeploymentSettings } from '../../src/config/settings.ts'
import type { SendLimits } from '../../src/limits/send-limits.ts'

/** For whoever is not about limits: every one is counted, and nobody meets one. */
const plenty = 1_000_000
export const generousLimits: SendLimits = {
  loginCountries: ['LK', 'US', 'CA'],
  enrolmentCountries: ['LK', 'US', 'CA'],
  numberTypes: ['MOBILE', 'FIXED_LINE_OR_MOBILE'],
  gapSeconds: [0],
  number: { tenMinutes: plenty, day: plenty },
  account: { tenMinutes: plenty, day: plenty },
  network: { hour: plenty },
  enrolment: { number: plenty, account: plenty, network: plenty, block: plenty },
  notices: { day: plenty },
  block: { hour: plenty, day: plenty },
  country: { hour: plenty, day: plenty },
  client: { hour: plenty, day: plenty },
  all: { minute: plenty, day: plenty },
  conversion: { mode: 'stop', ratio: 0.01, minimum: plenty },
}

/**
 * What an admin has who writes down where the server is and nothing else, limits apart: read by what reads
 * `deployment.toml`, so that no default is written down a second time. What the defaults are, test/config/load.test.ts
 * says.
 */
export function defaultSettings(port: number): DeploymentSettings {
  const report = new Report()
  const server = { issuer: `http://localhost:${port}`, port }
  const document = documentOf('defaults', { server, limits: { login_countries: ['LK'] } })
  const settings = readDeployment(document, '/', report)
  if (settings === undefined) throw new ConfigurationError(report.problems)
  return { ...settings, limits: generousLimits }
}
