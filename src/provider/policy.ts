import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { acrValues, type Demand } from '../../interactions/assurance.ts'
import { type Policy, planFor } from '../../interactions/login.ts'
import { smsOtpPrompt } from '../../interactions/sms-otp/prompt.ts'
import { personOf } from '../accounts/person.ts'
import { accountClientId } from '../config/account-client.ts'
import type { AuthenticationSettings, ClientSettings } from '../config/settings.ts'
import { accountOf } from './account.ts'

/** What each client and the deployment ask for, from settings. */
export function createPolicy(
  authentication: AuthenticationSettings,
  clients: readonly ClientSettings[],
): Policy {
  const byId = new Map(clients.map((client) => [client.metadata.client_id, client]))
  return {
    factorEnabled: authentication.smsOtp.enabled,
    demand(clientId, params): Demand {
      const client = byId.get(clientId)
      return {
        // A client nobody configured gets the strictest row of the table.
        steps: client?.steps ?? 'basic+smsotp',
        secondFactor: client?.secondFactor ?? 'required',
        // Or nobody who opted out before could ever opt in again. Changes want a proof of their own.
        mandatory: authentication.mandatory && clientId !== accountClientId,
        twoFactorsRequested: requestsTwoFactors(params.acr_values),
      }
    },
  }
}

/** `acr_values` is in order of preference (OpenID Connect Core 3.1.2.1): one factor named first is enough for the client. */
function requestsTwoFactors(acr: unknown): boolean {
  const known = typeof acr === 'string' ? acr.split(' ').filter(isKnown) : []
  return known[0] === acrValues.twoFactors
}

function isKnown(value: string): boolean {
  return value === acrValues.oneFactor || value === acrValues.twoFactors
}

/** The library's own prompts with our step-up between them: login, then sms_otp, then consent. */
export function promptsFor(policy: Policy) {
  const prompts = interactionPolicy.base()
  // Disabled or removed while signed in: the library has no page for it, so it is a sign-in that is asked for.
  prompts
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check(
        'account_gone',
        'the session names no account',
        'login_required',
        (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
      ),
    )
  prompts.add(
    smsOtpPrompt(interactionPolicy, (ctx) => stepUpOwed(policy, ctx)),
    1,
  )
  return prompts
}

/**
 * Does this session still owe a second factor? Runs for every authorization request, and again on resume, so it
 * only reads what the request has loaded anyway.
 */
function stepUpOwed(policy: Policy, ctx: KoaContextWithOIDC): boolean {
  const { session, client, params } = ctx.oidc
  const account = accountOf(ctx)
  // No session or no account: the login prompt before this one has its say first.
  if (session?.accountId === undefined || client === undefined || account === undefined) return false
  if (session.amr?.includes('mfa')) return false
  const plan = planFor(policy, client.clientId, params ?? {}, personOf(account, Date.now()))
  // An obstacle is owed too: its page explains. Never a shorter list.
  return 'obstacle' in plan || plan.factors.length > 1
}
