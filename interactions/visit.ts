import type { Context } from 'koa'
import type { errors, Interaction } from 'oidc-provider'
import type { Obstacle } from './assurance.ts'
import type { Browsers } from './browser.ts'
import type { KnownBrowsers } from './known-browser.ts'
import { preferredLocales } from './locale.ts'
import { NoticeError } from './notice.ts'
import type { People } from './person.ts'
import { type Policy, planFor, takesRemembered } from './plan.ts'
import { begun, readProgress } from './progress.ts'
import type { RememberedBrowsers } from './remembered-browser.ts'
import type { SecondFactors } from './second-factor.ts'
import type { ClientFace } from './sms-otp/pages.ts'
import { promptName } from './sms-otp/prompt.ts'
import type { Visit } from './step.ts'

/** What the routes need of the provider; `provider` itself fits. */
export interface LoginSource {
  interactionDetails(req: Context['req'], res: Context['res']): Promise<Interaction>
  /** Seconds since the epoch of the session's login, the age of its oldest factor. */
  loginTime(ctx: Context): Promise<number | undefined>
  /** How a relying party is shown; undefined for a client that no longer exists. */
  face(clientId: string): ClientFace | undefined
  readonly SessionNotFound: typeof errors.SessionNotFound
}

export type Loaded = { readonly visit: Visit; readonly obstacle?: Obstacle }

/**
 * Loads the login a request belongs to. The library finds it by cookie and never looks at the path, so the uid in
 * the path is compared here: the cookie of one login must not act on the page of another.
 */
export async function loadInteraction(source: LoginSource, ctx: Context, uid: string): Promise<Interaction> {
  try {
    const interaction = await source.interactionDetails(ctx.req, ctx.res)
    if (interaction.uid === uid) return interaction
  } catch (error) {
    if (!(error instanceof source.SessionNotFound)) throw error
  }
  throw new NoticeError('login-gone', 400)
}

export interface VisitParts {
  readonly source: LoginSource
  readonly browsers: Browsers
  readonly knownBrowsers: KnownBrowsers
  readonly rememberedBrowsers: RememberedBrowsers
  readonly secondFactors: SecondFactors
  readonly people: People
  readonly policy: Policy
  /** What callers from one address are counted by. */
  networkOf(address: string): string
}

/** Everything a step is told about the request. */
export async function loadVisit(parts: VisitParts, ctx: Context, interaction: Interaction): Promise<Loaded> {
  const { source, browsers, knownBrowsers, rememberedBrowsers, secondFactors, networkOf } = parts
  const clientId = String(interaction.params.client_id)
  const client = source.face(clientId)
  if (client === undefined) throw new NoticeError('login-gone', 400)
  const browser = browsers.identify(ctx)
  const progress = readProgress(interaction)
  const localesOf = (account: string | undefined) =>
    preferredLocales(ctx, interaction.params.ui_locales, account)
  const visit: Visit = {
    interaction,
    clientId,
    client,
    base: `/interaction/${interaction.uid}`,
    browser,
    formToken: browsers.formToken(interaction.uid, browser),
    caller: {
      network: networkOf(ctx.ip),
      browser,
      knows: (account) => knownBrowsers.knows(ctx, browser, account),
    },
    progress,
    useRemembered: (account) => rememberedBrowsers.use(ctx, account),
    remember: (account, number) => rememberedBrowsers.remember(ctx, account, number),
    ...rememberDays(parts, clientId, interaction.params),
    lastSecond: (account) => secondFactors.last(account, browser),
    noteSecond: (account, proof) => secondFactors.note(account, browser, proof),
    locales: localesOf(progress?.locale),
    localesOf,
  }
  return interaction.prompt.name === promptName ? stepUp(parts, ctx, visit) : { visit }
}

function rememberDays(
  { policy, rememberedBrowsers: { days } }: VisitParts,
  clientId: string,
  params: Interaction['params'],
): Pick<Visit, 'rememberDays'> {
  return days > 0 && takesRemembered(policy, { clientId, params }) ? { rememberDays: days } : {}
}

/** A step-up starts where the session's login ended: the session's account has proved its password, at that time. */
async function stepUp(parts: VisitParts, ctx: Context, visit: Visit): Promise<Loaded> {
  const { source, people, policy, rememberedBrowsers } = parts
  const { session, params } = visit.interaction
  const accountId = session?.accountId
  const [person, at] = await Promise.all([
    accountId === undefined ? undefined : people.find(accountId),
    source.loginTime(ctx),
  ])
  if (person === undefined || at === undefined) throw new NoticeError('login-gone', 400)
  // A session of both factors is here because the second is too old for the client.
  const asked = { clientId: visit.clientId, params, renew: session?.amr?.includes('mfa') === true }
  const plan = await planFor(policy, asked, person, () => rememberedBrowsers.remembers(ctx, person.id))
  if ('obstacle' in plan) return { visit, obstacle: plan.obstacle }
  // A session alone enrols nothing: the prompt before this one has asked for the password.
  if ('enrol' in plan) return { visit, obstacle: 'no-number' }
  const locales = visit.localesOf(person.locale)
  return { visit: { ...visit, locales, progress: begun(person, { factor: 'pwd', at }, plan) } }
}
