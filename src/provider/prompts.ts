import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Plan } from '../../interactions/assurance.ts'
import { idleReason } from '../../interactions/idle-return.ts'
import { planFor } from '../../interactions/plan.ts'
import { smsOtpPrompt } from '../../interactions/sms-otp/prompt.ts'
import { personOf } from '../accounts/person.ts'
import { accountOf } from './account.ts'
import { essentialAcrIn } from './essential-acr.ts'
import { isIdle } from './idle.ts'
import { isSecondTooOld, type SecondFactorParts } from './second-factor-age.ts'

export interface PromptParts extends SecondFactorParts {
  /** Seconds without use after which a session opens nothing. */
  readonly idleSeconds: number
}

type Checks = readonly [
  reason: string,
  description: string,
  check: (ctx: KoaContextWithOIDC) => boolean | Promise<boolean>,
][]

/** The library's own prompts with our step-up between them: login, then sms_otp, then consent. */
export function promptsFor(parts: PromptParts) {
  const prompts = interactionPolicy.base()
  const checks = prompts.get('login')?.checks
  for (const [reason, description, check] of loginChecks(parts)) {
    checks?.add(new interactionPolicy.Check(reason, description, 'login_required', check))
  }
  // These ask for the password again where the code would do, and where nothing would do they never end.
  checks?.remove('essential_acr')
  checks?.remove('essential_acrs')
  prompts.add(
    smsOtpPrompt(interactionPolicy, async (ctx) => {
      const renew = hasTwoFactors(ctx) && (await isSecondTooOld(parts, ctx))
      return isOwed(await planOf(parts, ctx, renew))
    }),
    1,
  )
  return prompts
}

/** What takes the password. All of them are asked at each request, and again on resume, so they only read. */
function loginChecks(parts: PromptParts): Checks {
  // A login that has just been made is none that idled: its time of use is saved with it.
  const idles = ({ oidc: { session, result } }: KoaContextWithOIDC) =>
    session !== undefined && isIdle(session, parts.idleSeconds) && result?.login === undefined
  return [
    // Disabled or removed while signed in: the library has no page for it, so it is a sign-in that is asked for.
    [
      'account_gone',
      'the session names no account',
      ({ oidc }) => oidc.session?.accountId !== undefined && oidc.account === undefined,
    ],
    // Whoever has nothing but a session must not bring a number along: that takes the password (SELF-09).
    [
      'enrolment_owed',
      'a second factor has to be enrolled by the end-user',
      async (ctx) => {
        const plan = await planOf(parts, ctx, false)
        return plan !== undefined && 'enrol' in plan
      },
    ],
    [idleReason, 'the session was not used for too long', idles],
    // A reason of its own, so that the password alone is not enough; see keptSecondFactor.
    ['proofs_asked_for', 'the request asks for proofs of its own', (ctx) => idles(ctx) && asksForProofs(ctx)],
  ]
}

function asksForProofs({ oidc: { params = {} } }: KoaContextWithOIDC): boolean {
  const { max_age: maxAge, acr_values: wish, claims } = params
  return maxAge !== undefined || wish !== undefined || essentialAcrIn(claims) !== undefined
}

/** An obstacle is owed too: its page explains. Never a shorter list. */
function isOwed(plan: Plan | undefined): boolean {
  return plan !== undefined && !('second' in plan && plan.second.length === 0)
}

function hasTwoFactors({ oidc: { session } }: KoaContextWithOIDC): boolean {
  return session?.amr?.includes('mfa') === true
}

/**
 * What this session still owes; undefined when it proved two factors, or there is none.
 *
 * @param renew whether a second factor that was proved is owed again
 */
async function planOf(
  { policy, rememberedBrowsers }: PromptParts,
  ctx: KoaContextWithOIDC,
  renew: boolean,
): Promise<Plan | undefined> {
  const { session, client, params = {} } = ctx.oidc
  const account = accountOf(ctx)
  // No session or no account: the login prompt has its say first.
  if (session?.accountId === undefined || client === undefined || account === undefined) return undefined
  if (hasTwoFactors(ctx) && !renew) return undefined
  const asked = { clientId: client.clientId, params, renew }
  return planFor(policy, asked, personOf(account, Date.now()), () =>
    rememberedBrowsers.remembers(ctx, account.id),
  )
}
