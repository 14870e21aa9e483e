import Router from '@koa/router'
import type { Context } from 'koa'
import type { Interaction } from 'oidc-provider'
import type { Browsers } from './browser.ts'
import { guardForm, parseForm } from './forms.ts'
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

  // The address a refused form leaves in the address bar, opened again: only POSTs act there.
  router.get('/:uid/*action', (ctx) => seeOther(ctx, `/interaction/${encodeURIComponent(uidOf(ctx))}`))

  router.post('/:uid/*action', parseForm, async (ctx) => {
    const uid = uidOf(ctx)
    const fields = guardForm(options, ctx, uid)
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
    seeOther(ctx, visit.base)
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

/** 303, never 307: the browser must not send the form on (RFC 9700 4.12). */
function seeOther(ctx: Context, url: string): void {
  ctx.status = 303
  ctx.redirect(url)
}

function uidOf(ctx: Context): string {
  return String(ctx.params.uid)
}
