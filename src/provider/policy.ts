import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { acrValues, type Demand, type Plan } from '../../interactions/assurance.ts'
import { type Policy, planFor } from '../../interactions/plan.ts'
import type { RememberedBrowsers } from '../../interactions/remembered-browser.ts'
import { smsOtpPrompt } from '../../interactions/sms-otp/prompt.ts'
import { personOf } from '../accounts/person.ts'
import { accountClientId } from '../config/account-client.ts'
import type { AccountSettings, AuthenticationSettings, ClientSettings } from '../config/settings.ts'
import { accountOf } from './account.ts'
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
    enrolsAtLogin: account.capture === 'trust-first-login',
    demand(clientId, params): Demand {
      const client = byId.get(clientId)
      return {
        // A client nobody configured gets the strictest row of the table.
        steps: client?.steps ?? 'basic+smsotp',
        secondFactor: client?.secondFactor ?? 'required',
        // Or nobody who opted out before could ever opt in again. Changes want a proof of their own.
        mandatory: authentication.mandatory && clientId !== accountClientId,
        twoFactorsRequested: requestsTwoFactors(params),
        acceptsRememberedBrowser: client?.acceptRememberedBrowser === true,
      }
    },
  }
}

/**
 * `acr_values` is in order of preference (OpenID Connect Core 3.1.2.1): one factor named first is enough for the client.
 * An essential `acr` is no wish any more, and decides.
 */
function requestsTwoFactors({ acr_values: wish, claims }: Readonly<Record<string, unknown>>): boolean {
  const wanted = essentialAcrIn(claims) ?? (typeof wish === 'string' ? wish.split(' ') : [])
  return wanted.find(isKnown) === acrValues.twoFactors
}

function isKnown(value: string): boolean {
  return value === acrValues.oneFactor || value === acrValues.twoFactors
}

/** The library's own prompts with our step-up between them: login, then sms_otp, then consent. */
export function promptsFor(policy: Policy, rememberedBrowsers: RememberedBrowsers) {
  const prompts = interactionPolicy.base()
  const owed = (ctx: KoaContextWithOIDC) => planOf(policy, rememberedBrowsers, ctx)
  const checks = prompts.get('login')?.checks
  // Disabled or removed while signed in: the library has no page for it, so it is a sign-in that is asked for.
  checks?.add(
    new interactionPolicy.Check(
      'account_gone',
      'the session names no account',
      'login_required',
      (ctx) => ctx.oidc.session?.accountId !== undefined && ctx.oidc.account === undefined,
    ),
  )
  // Whoever has nothing but a session must not bring a number along: that takes the password (SELF-09).
  checks?.add(
    new interactionPolicy.Check(
      'enrolment_owed',
      'a second factor has to be enrolled by the end-user',
      'login_required',
      async (ctx) => {
        const plan = await owed(ctx)
        return plan !== undefined && 'enrol' in plan
      },
    ),
  )
  // These ask for the password again where the code would do, and where nothing would do they never end.
  checks?.remove('essential_acr')
  checks?.remove('essential_acrs')
  prompts.add(
    smsOtpPrompt(interactionPolicy, async (ctx) => isOwed(await owed(ctx))),
    1,
  )
  return prompts
}

/** An obstacle is owed too: its page explains. Never a shorter list. */
function isOwed(plan: Plan | undefined): boolean {
  return plan !== undefined && !('second' in plan && plan.second.length === 0)
}

/**
 * What this session still owes; undefined when it proved two factors, or there is none. Runs for every authorization
 * request, and again on resume, so it only reads what the request has loaded anyway.
 */
async function planOf(
  policy: Policy,
  rememberedBrowsers: RememberedBrowsers,
  ctx: KoaContextWithOIDC,
): Promise<Plan | undefined> {
  const { session, client, params = {} } = ctx.oidc
  const account = accountOf(ctx)
  // No session or no account: the login prompt has its say first.
  if (session?.accountId === undefined || client === undefined || account === undefined) return undefined
  if (session.amr?.includes('mfa')) return undefined
  const asked = { clientId: client.clientId, params }
  return planFor(policy, asked, personOf(account, Date.now()), () =>
    rememberedBrowsers.remembers(ctx, account.id),
  )
}
