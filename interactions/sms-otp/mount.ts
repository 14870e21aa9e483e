import Router from '@koa/router'
import type { Context } from 'koa'
import type { Interaction, Provider } from 'oidc-provider'
import { createBrowsers } from '../browser.ts'
import { guardForm, parseForm } from '../forms.ts'
import { preferredLocales } from '../locale.ts'
import { NoticeError } from '../notice.ts'
import { type ChallengeOptions, createChallenges } from './challenge.ts'
import { plainPage } from './page.ts'
import type { RenderSmsPage } from './ports.ts'
import { promptName } from './prompt.ts'
import { createSmsStep, type SmsAnswer, type SmsStep, type SmsVisit } from './step.ts'

/** What a host tells the step about itself, beside the rules of a challenge. */
export interface MountOptions extends ChallengeOptions {
  readonly provider: Provider
  /** At least 32 random characters each; the first makes form tokens, all recognise them. */
  readonly cookieKeys: readonly string[]
  /** The number codes go to: E.164 with plus, proved; undefined when the account has none. */
  numberOf(accountId: string): Promise<string | undefined>
  /** The `acr` of a session whose second factor has been proved. */
  readonly acr?: string
  /** By default a plain page without styles. */
  readonly render?: RenderSmsPage
}

/** Where the step's pages are: what the host's `interactions.url` answers for the prompt `sms_otp`. */
export function smsOtpUrl(interaction: Pick<Interaction, 'uid'>): string {
  return `/sms-otp/${interaction.uid}`
}

/**
 * The routes of the step-up prompt, for a host's own provider: `provider.use(smsOtpRoutes(options))`. The session's
 * account proves its phone; the login it steps up keeps its time.
 */
export function smsOtpRoutes(options: MountOptions): ReturnType<Router['routes']> {
  const { provider, cookieKeys } = options
  const { origin, protocol } = new URL(provider.issuer)
  const browsers = createBrowsers(cookieKeys, protocol === 'https:')
  const step = createSmsStep(createChallenges(options))
  const router = new Router()
  const render = options.render ?? plainPage

  async function visit(ctx: Context, interaction: Interaction): Promise<SmsVisit> {
    const account = interaction.session?.accountId
    const number = account === undefined ? undefined : await options.numberOf(account)
    if (account === undefined || number === undefined) throw new NoticeError('no-number', 403)
    const browser = browsers.identify(ctx)
    const client = await provider.Client.find(String(interaction.params.client_id))
    return {
      place: { account, purpose: 'step-up', browser },
      number,
      base: smsOtpUrl(interaction),
      formToken: browsers.formToken(interaction.uid, browser),
      client: { name: client?.clientName ?? client?.clientId ?? '' },
    }
  }

  async function reply(ctx: Context, interaction: Interaction, answer: SmsAnswer): Promise<void> {
    if ('page' in answer) {
      ctx.status = answer.status
      ctx.type = 'html'
      ctx.body = render(answer.page, preferredLocales(ctx, interaction.params.ui_locales))
      return
    }
    if ('opened' in answer) await answer.opened.dispatch()
    if ('right' in answer) await finish(options, ctx, interaction)
    seeOther(ctx, 'right' in answer ? interaction.returnTo : smsOtpUrl(interaction))
  }

  router.use(plainNotices)
  router.get('/sms-otp/:uid', async (ctx) => {
    const interaction = await stepUpOf(provider, ctx)
    if (interaction.result !== undefined) return seeOther(ctx, interaction.returnTo)
    return reply(ctx, interaction, await step.show(await visit(ctx, interaction)))
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

/** The interaction of the path and of the cookie, which must be one, and must ask for this prompt. */
async function stepUpOf(provider: Provider, ctx: Context): Promise<Interaction> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res)
  if (interaction.uid !== ctx.params.uid || interaction.prompt.name !== promptName) {
    throw new NoticeError('login-gone', 400)
  }
  return interaction
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
  interaction.result = { login: { accountId: session.accountId, amr, ...acr, ...ts }, [promptName]: {} }
  await interaction.persist()
}

/** 303, never 307: the browser must not send the form on (RFC 9700 4.12). */
function seeOther(ctx: Context, url: string): void {
  ctx.status = 303
  ctx.redirect(url)
}

/** A host without pages of its own gets a sentence; one with an error handler can still find the notice on the error. */
async function plainNotices(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  try {
    await next()
  } catch (error) {
    if (!(error instanceof NoticeError)) throw error
    ctx.status = error.status
    ctx.body = `This sign-in cannot go on here (${error.notice}). Go back to the application and start again.`
  }
}
