import { acrValues, type Demand } from '../../interactions/assurance.ts'
import type { Policy } from '../../interactions/plan.ts'
import { accountClientId } from '../config/account-client.ts'
import type { AccountSettings, AuthenticationSettings, ClientSettings } from '../config/settings.ts'
import { essentialAcrIn } from './essential-acr.ts'
import type { Subjects } from './subjects.ts'

/** What each client and the deployment ask for, from settings. */
export function createPolicy(
  authentication: AuthenticationSettings,
  account: Pick<AccountSettings, 'capture'>,
  clients: readonly ClientSettings[],
  subjects: Subjects,
): Policy {
  const byId = new Map(clients.map((client) => [client.metadata.client_id, client]))
  return {
    subjectOf: subjects.of,
    factorEnabled: authentication.smsOtp.enabled,
    secondFactorMaxAge: (clientId) => byId.get(clientId)?.secondFactorMaxAgeSeconds,
    enrolsAtLogin: account.capture === 'trust-first-login',
    demand(clientId, params): Demand {
      const client = byId.get(clientId)
      return {
        // A client nobody configured gets the strictest row of the table.
        steps: client?.steps ?? 'basic+smsotp',
        secondFactor: client?.secondFactor ?? 'required',
        // Or nobody who opted out before could ever opt in again. Changes want a proof of their own.
        mandatory: authentication.mandatory && clientId !== accountClientId,
        twoFactorsRequested: requestsTwoFactors(params, client?.metadata.default_acr_values),
        acceptsRememberedBrowser: client?.acceptRememberedBrowser === true,
      }
    },
  }
}

/**
 * `acr_values` is in order of preference (OpenID Connect Core 3.1.2.1): one factor named first is enough for the client.
 * An essential `acr` is no wish any more, and decides. What names no value known here says nothing, so the client's entry does.
 */
function requestsTwoFactors(
  { acr_values: wish, claims }: Readonly<Record<string, unknown>>,
  preferred: readonly string[] = [],
): boolean {
  const wanted = essentialAcrIn(claims) ?? (typeof wish === 'string' ? wish.split(' ') : [])
  return [...wanted, ...preferred].find(isKnown) === acrValues.twoFactors
}

function isKnown(value: string): boolean {
  return value === acrValues.oneFactor || value === acrValues.twoFactors
}
