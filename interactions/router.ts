import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import type { Context } from 'koa'
import type { Interaction } from 'oidc-provider'
import type { Browsers } from './browser.ts'
import { preferredLocales } from './locale.ts'
import { createLogin, type Policy, type Steps } from './login.ts'
import { NoticeError, noticeForObstacle } from './notice.ts'
import type { Pages } from './pages/index.ts'
import type { Page } from './pages/page.ts'
import type { People } from './person.ts'
import { endWithError, isResolved } from './progress.ts'
import type { Answer, Fields, Visit } from './step.ts'
import { type Loaded, type LoginSource, loadInteraction, loadVisit } from './visit.ts'

export interface InteractionOptions {
  readonly source: LoginSource
  readonly steps: Steps
  readonly people: People
  readonly policy: Policy
  readonly browsers: Browsers
  readonly pages: Pages
  /** The issuer's origin; forms come from there and nowhere else. */
  readonly origin: string
}

/** Everything below `/interaction/<uid>`: the pages a person meets while logging in. */
export function interactionRoutes(options: InteractionOptions): ReturnType<Router['routes']> {
  const { source, pages } = options
  const login = createLogin(options.steps, options.policy)
  const router = new Router({ prefix: '/interaction' })

  router.get('/:uid', async (ctx) => {
    const interaction = await loadInteraction(source, ctx, uidOf(ctx))
    if (isResolved(interaction)) return continueTo(ctx, interaction)
    const { visit, obstacle } = await loadVisit(options, ctx, interaction)
    const answer = obstacle === undefined ? await login.show(visit) : noticeForObstacle(visit, obstacle)
    return reply(ctx, visit, answer)
  })

  const parse = bodyParser({ enableTypes: ['form'], formLimit: '32kb', onError: refuseBody })

  router.post('/:uid/*action', parse, async (ctx) => {
    const uid = uidOf(ctx)
    const fields = guard(options, ctx, uid)
    const interaction = await loadInteraction(source, ctx, uid)
    // A second submit, a double click, the back button: the login is finished, so the page goes on.
    if (isResolved(interaction)) return continueTo(ctx, interaction)
    const loaded = await loadVisit(options, ctx, interaction)
    return reply(ctx, loaded.visit, await actionAnswer(loaded, String(ctx.params.action), fields))
  })

  async function actionAnswer({ visit, obstacle }: Loaded, action: string, fields: Fields): Promise<Answer> {
    const { interaction } = visit
    if (action === 'abort') {
      await endWithError(interaction, 'access_denied', 'End-User aborted interaction')
      return { resolved: true }
    }
    if (action === 'refuse') {
      await endWithError(
        interaction,
        'unmet_authentication_requirements',
        'two factors are needed and cannot be given',
      )
      return { resolved: true }
    }
    if (obstacle !== undefined) return noticeForObstacle(visit, obstacle)
    const answer = await login.act(visit, action, fields)
    if (answer === undefined) throw new NoticeError('not-found', 404)
    return answer
  }

  async function reply(ctx: Context, visit: Visit, answer: Answer): Promise<void> {
    if ('resolved' in answer) return continueTo(ctx, visit.interaction)
    if ('page' in answer) {
      if (answer.retryAfter !== undefined) ctx.set('Retry-After', String(answer.retryAfter))
      return show(ctx, answer.page, answer.status ?? 200, visit.locales)
    }
    // 303, never 307: the browser must not send the form on (RFC 9700 4.12).
    ctx.status = 303
    ctx.redirect(visit.base)
  }

  /**
   * On to the provider by a page that moves on by itself, not by a redirect: `form-action` in our content security
   * policy would follow the form's redirects up to the client and stop them there.
   */
  function continueTo(ctx: Context, interaction: Interaction): void {
    show(
      ctx,
      { page: 'continue', url: interaction.returnTo },
      200,
      preferredLocales(ctx, interaction.params.ui_locales),
    )
  }

  function show(ctx: Context, page: Page, status: number, locales: readonly string[]): void {
    ctx.status = status
    ctx.type = 'html'
    ctx.body = pages.render(page, locales)
  }

  return router.routes()
}

function uidOf(ctx: Context): string {
  return String(ctx.params.uid)
}

/**
 * What a POST must show before anything else is looked at: it comes from one of our own pages, in this browser,
 * for this login, and every field is one string.
 */
function guard({ browsers, origin }: InteractionOptions, ctx: Context, uid: string): Fields {
  refuseCrossSite(ctx, origin)
  const fields = readFields(ctx.request.body)
  const browser = browsers.recognise(ctx)
  if (browser === undefined) throw new NoticeError('cookies-needed', 400)
  if (!browsers.formTokenFits(uid, browser, fields.form_token)) throw new NoticeError('form-stale', 400)
  return fields
}

/** Browsers say where a form comes from; `Origin: null` is what our own `no-referrer` makes of it. */
function refuseCrossSite(ctx: Context, origin: string): void {
  const site = ctx.get('Sec-Fetch-Site')
  const from = ctx.get('Origin')
  const foreign = site === '' ? from !== '' && from !== 'null' && from !== origin : site !== 'same-origin'
  if (foreign) throw new NoticeError('form-stale', 403)
}

function readFields(body: unknown): Fields {
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {})
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw new NoticeError('bad-request', 400)
  }
  return Object.fromEntries(entries)
}

function refuseBody(error: Error): never {
  const tooLarge = 'status' in error && error.status === 413
  throw new NoticeError('bad-request', tooLarge ? 413 : 400, { cause: error })
}
