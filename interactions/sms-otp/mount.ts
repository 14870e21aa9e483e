import Router from '@koa/router'
import type { Context } from 'koa'
import type { Interaction, Provider } from 'oidc-provider'
import { createBrowsers } from '../browser.ts'
import { guardForm, parseForm, seeOther } from '../forms.ts'
import { preferredLocales } from '../locale.ts'
import { NoticeError } from '../notice.ts'
import { createChallenges } from './challenge.ts'
import { defaultPatience, defaultShape, defaultTerms } from './defaults.ts'
import type { ChallengeOptions } from './options.ts'
import { plainNews, plainPage } from './page.ts'
import type { RenderSmsPage } from './pages.ts'
import type { Terms } from './ports.ts'
import { promptName } from './prompt.ts'
import { createSmsStep, deliveryPath, type SmsAnswer, type SmsStep, type SmsVisit } from './step.ts'

type Defaulted = 'shape' | 'host' | 'patience'

/** What a host tells the step about itself, and the rules of a challenge, most of which have defaults. */
export interface MountOptions
  extends Omit<ChallengeOptions, Defaulted | 'terms'>,
    Partial<Pick<ChallengeOptions, Defaulted>> {
  readonly provider: Provider
  /** Laid over the default terms, one by one. */
  readonly terms?: Partial<Terms>
  /** Where the provider is mounted in its server, such as `/oidc`; the same as for `smsOtpUrl`. */
  readonly mountPath?: string
  /** At least 32 random characters each; the first makes form tokens, all recognise them. */
  readonly cookieKeys: readonly string[]
  /** The number codes go to: E.164 with plus, proved; undefined when the account has none. */
  numberOf(accountId: string): Promise<string | undefined>
  /** The `acr` of a session whose second factor has been proved. */
  readonly acr?: string
  /** By default a plain page without styles. */
  readonly render?: RenderSmsPage
}

/**
 * Where the step's pages are: what the host's `interactions.url` answers for the prompt `sms_otp`.
 *
 * @param mountPath where the provider is mounted in its server, such as `/oidc`
 */
export function smsOtpUrl(interaction: Pick<Interaction, 'uid'>, mountPath = ''): string {
  return `${mountPath}/sms-otp/${interaction.uid}`
}

/**
 * The routes of the step-up prompt, for a host's own provider: `provider.use(smsOtpRoutes(options))`. The session's
 * account proves its phone; the login it steps up keeps its time.
 *
 * @throws when a key is too short to protect anything
 */
export function smsOtpRoutes(options: MountOptions): ReturnType<Router['routes']> {
  const { provider, cookieKeys, render = plainPage } = options
  refuseShortKeys([...cookieKeys, ...options.keys.map(({ key }) => key)])
  const { origin, protocol } = new URL(provider.issuer)
  const browsers = createBrowsers(cookieKeys, protocol === 'https:')
  const step = createSmsStep(createChallenges(rulesOf(options)))
  const baseOf = (interaction: Interaction) => smsOtpUrl(interaction, options.mountPath)
  const router = new Router()

  async function visit(ctx: Context, interaction: Interaction): Promise<SmsVisit> {
    const account = interaction.session?.accountId
    const number = account === undefined ? undefined : await options.numberOf(account)
    if (account === undefined || number === undefined) throw new NoticeError('no-number', 403)
    const browser = browsers.identify(ctx)
    const clientId = String(interaction.params.client_id)
    const client = await provider.Client.find(clientId)
    return {
      place: { account, purpose: 'step-up', browser },
      number,
      base: baseOf(interaction),
      formToken: browsers.formToken(interaction.uid, browser),
      client: { name: client?.clientName ?? clientId },
      locales: preferredLocales(ctx, interaction.params.ui_locales),
      clientId,
      network: ctx.ip,
    }
  }

  async function reply(ctx: Context, interaction: Interaction, answer: SmsAnswer): Promise<void> {
    if ('page' in answer) {
      return show(ctx, answer, render(answer.page, preferredLocales(ctx, interaction.params.ui_locales)))
    }
    if ('opened' in answer) await answer.opened.dispatch()
    if ('right' in answer) await finish(options, ctx, interaction)
    seeOther(ctx, 'right' in answer ? interaction.returnTo : baseOf(interaction))
  }

  router.use(guardPages, plainNotices)
  router.get('/sms-otp/:uid', async (ctx) => {
    const interaction = await stepUpOf(provider, ctx)
    if (interaction.result !== undefined) return seeOther(ctx, interaction.returnTo)
    return reply(ctx, interaction, await step.show(await visit(ctx, interaction)))
  })
  router.get(`/sms-otp/:uid/${deliveryPath}`, async (ctx) => {
    const interaction = await stepUpOf(provider, ctx)
    const asking = interaction.result === undefined ? step.delivery(await visit(ctx, interaction)) : finished
    ctx.body = plainNews(await asking)
  })
  router.post('/sms-otp/:uid/*action', parseForm, async (ctx) => {
    const fields = guardForm({ browsers, origin }, ctx, String(ctx.params.uid))
    const interaction = await stepUpOf(provider, ctx)
    if (interaction.result !== undefined) return seeOther(ctx, interaction.returnTo)
    const action = String(ctx.params.action)
    if (action === 'abort') return abort(ctx, interaction)
    return reply(ctx, interaction, await act(step, await visit(ctx, interaction), action, fields.code ?? ''))
  })
  return router.routes()
}

function show(ctx: Context, answer: Extract<SmsAnswer, { page: unknown }>, html: string): void {
  ctx.status = answer.status
  if (answer.retryAfter !== undefined) ctx.set('Retry-After', String(answer.retryAfter))
  ctx.type = 'html'
  ctx.body = html
}

const finished = { delivery: 'used', final: true } as const

function rulesOf(options: MountOptions): ChallengeOptions {
  const host = new URL(options.provider.issuer).hostname
  const defaults = { host, shape: defaultShape, patience: defaultPatience }
  return { ...defaults, ...options, terms: { ...defaultTerms, ...options.terms } }
}

function refuseShortKeys(keys: readonly (string | undefined)[]): void {
  if (keys.every((key) => key !== undefined && key.length >= 32)) return
  throw new Error('sms-otp: cookieKeys and keys need at least 32 random characters each')
}

/** The interaction of the path and of the cookie, which must be one, and must ask for this prompt. */
async function stepUpOf(provider: Provider, ctx: Context): Promise<Interaction> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(whenGone)
  if (interaction.uid !== ctx.params.uid || interaction.prompt.name !== promptName) {
    throw new NoticeError('login-gone', 400)
  }
  return interaction
}

/** By its name: the class belongs to the host's copy of the library. */
function whenGone(error: unknown): never {
  const gone = error instanceof Error && error.name === 'SessionNotFound'
  throw gone ? new NoticeError('login-gone', 400, { cause: error }) : error
}

function act(step: SmsStep, visit: SmsVisit, action: string, typed: string): Promise<SmsAnswer> {
  if (action === 'sms-otp') return step.submit(visit, typed)
  if (action === 'sms-otp/resend') return step.resend(visit)
  if (action === 'sms-otp/start') return step.start(visit)
  throw new NoticeError('not-found', 404)
}

async function abort(ctx: Context, interaction: Interaction): Promise<void> {
  interaction.result = { error: 'access_denied', error_description: 'End-User aborted interaction' }
  await interaction.persist()
  seeOther(ctx, interaction.returnTo)
}

/** The result needs the prompt's own name among its keys, and the whole login: session facts are replaced together. */
async function finish(options: MountOptions, ctx: Context, interaction: Interaction): Promise<void> {
  const { session } = interaction
  if (session === undefined) throw new NoticeError('login-gone', 400)
  // The step-up keeps the login's own time; the interaction does not know it, the session does.
  const { loginTs } = await options.provider.Session.get(ctx)
  const amr = [...new Set([...(session.amr ?? []), 'sms', 'mfa'])]
  const acr = options.acr === undefined ? {} : { acr: options.acr }
  const ts = loginTs === undefined ? {} : { ts: loginTs }
  const login = { accountId: session.accountId, amr, ...acr, ...ts }
  // What the host's prompts before this one answered stays answered, or a requested one would be asked again.
  interaction.result = { ...interaction.lastSubmission, login, [promptName]: {} }
  await interaction.persist()
}

/** No cache keeps a page with a form token, and no frame lays one under somebody else's buttons. */
function guardPages(ctx: Context, next: () => Promise<unknown>): Promise<unknown> {
  ctx.set({ 'Cache-Control': 'no-store', 'X-Frame-Options': 'DENY', 'Referrer-Policy': 'no-referrer' })
  return next()
}

/** Whatever a person can do wrong here ends in a sentence, whether or not the host has pages for errors. */
async function plainNotices(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof NoticeError)) throw error
    ctx.status = error.status
    ctx.body = `This sign-in cannot go on here (${error.notice}). Go back to the application and start again.`
  }
}
