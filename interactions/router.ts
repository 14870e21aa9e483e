import Router from '@koa/router'
import type { Context } from 'koa'
import type { Interaction } from 'oidc-provider'
import type { Steps } from './after-proof.ts'
import { endings } from './endings.ts'
import { guardForm, parseForm, seeOther } from './forms.ts'
import type { KnownBrowsers } from './known-browser.ts'
import { preferredLocales } from './locale.ts'
import { createLogin, type Login } from './login.ts'
import { NoticeError, noticeForObstacle } from './notice.ts'
import type { DeliveryNews } from './pages/delivery-news.ts'
import type { Pages } from './pages/index.ts'
import type { Page } from './pages/page.ts'
import { endWithError, isResolved } from './progress.ts'
import type { Answer, Fields, Visit } from './step.ts'
import { type Loaded, loadInteraction, loadVisit, type VisitParts } from './visit.ts'

export interface InteractionOptions extends VisitParts {
  readonly steps: Steps
  readonly pages: Pages
  /** The issuer's origin; forms come from there and nowhere else. */
  readonly origin: string
}

/** Everything below `/interaction/<uid>`: the pages a person meets while logging in. */
export function interactionRoutes(options: InteractionOptions): ReturnType<Router['routes']> {
  const { source } = options
  const login = createLogin(options.steps, options.policy, options.people)
  const { reply, continueTo } = repliesWith(options.pages, options.knownBrowsers)
  const router = new Router({ prefix: '/interaction' })

  async function look(ctx: Context, show: (visit: Visit) => Promise<Answer>): Promise<void> {
    const interaction = await loadInteraction(source, ctx, uidOf(ctx))
    if (isResolved(interaction)) return continueTo(ctx, interaction)
    const { visit, obstacle } = await loadVisit(options, ctx, interaction)
    const answer = obstacle === undefined ? await show(visit) : noticeForObstacle(visit, obstacle)
    return reply(ctx, visit, answer)
  }

  router.get('/:uid', (ctx) => look(ctx, login.show))

  for (const path of login.pages) {
    router.get(`/:uid/${path}`, (ctx) => look(ctx, (visit) => login.showAt(visit, path)))
  }

  for (const path of login.looks) {
    router.get(`/:uid/${path}`, async (ctx) => {
      ctx.body = await lookAt(options, login, ctx, path)
    })
  }

  // The address a refused form leaves in the address bar, opened again: only POSTs act there.
  router.get('/:uid/*action', (ctx) => seeOther(ctx, `/interaction/${encodeURIComponent(uidOf(ctx))}`))

  router.post('/:uid/*action', parseForm, async (ctx) => {
    const uid = uidOf(ctx)
    const fields = guardForm(options, ctx, uid)
    const interaction = await loadInteraction(source, ctx, uid)
    // A second submit, a double click, the back button: the login is finished, so the page goes on.
    if (isResolved(interaction)) return continueTo(ctx, interaction)
    const loaded = await loadVisit(options, ctx, interaction)
    const answer = await act(login, loaded, String(ctx.params.action), fields)
    if ('page' in answer && answer.unlessFinished) {
      const now = await loadInteraction(source, ctx, uid)
      if (isResolved(now)) return continueTo(ctx, now)
    }
    return reply(ctx, loaded.visit, answer)
  })

  return router.routes()
}

/** What an open page's script is told. A login that is over, or stopped by an obstacle, has nothing to tell any more. */
async function lookAt(
  options: InteractionOptions,
  login: Login,
  ctx: Context,
  path: string,
): Promise<DeliveryNews> {
  const over = { delivery: 'gone', final: true } as const
  const interaction = await loadInteraction(options.source, ctx, uidOf(ctx))
  if (isResolved(interaction)) return options.pages.news(over, [])
  const { visit, obstacle } = await loadVisit(options, ctx, interaction)
  const news = obstacle === undefined ? await login.look(visit, path) : undefined
  return options.pages.news(news ?? over, visit.locales)
}

async function act(
  login: Login,
  { visit, obstacle }: Loaded,
  action: string,
  fields: Fields,
): Promise<Answer> {
  if (isEnding(action)) {
    const [error, description] = endings[action]
    await endWithError(visit.interaction, error, description)
    return { resolved: true }
  }
  if (obstacle !== undefined) return noticeForObstacle(visit, obstacle)
  const answer = await login.act(visit, action, fields)
  if (answer === undefined) throw new NoticeError('not-found', 404)
  return answer
}

function isEnding(action: string): action is keyof typeof endings {
  return Object.hasOwn(endings, action)
}

/** Answers as pages and redirects. */
function repliesWith(pages: Pages, knownBrowsers: KnownBrowsers) {
  function show(ctx: Context, page: Page, status: number, locales: readonly string[]): void {
    ctx.status = status
    ctx.type = 'html'
    ctx.body = pages.render(page, locales)
  }

  /**
   * On to the provider by a page that moves on by itself, not by a redirect: `form-action` in our content security
   * policy would follow the form's redirects up to the client and stop them there.
   */
  function continueTo(ctx: Context, { returnTo, params }: Interaction, backupCodesLeft?: number): void {
    const left = backupCodesLeft === undefined ? {} : { backupCodesLeft }
    show(ctx, { page: 'continue', url: returnTo, ...left }, 200, preferredLocales(ctx, params.ui_locales))
  }

  function reply(ctx: Context, visit: Visit, answer: Answer): void {
    if ('resolved' in answer) {
      if (answer.signedIn !== undefined) knownBrowsers.remember(ctx, visit.browser, answer.signedIn)
      continueTo(ctx, visit.interaction, answer.backupCodesLeft)
    } else if ('page' in answer) {
      if (answer.retryAfter !== undefined) ctx.set('Retry-After', String(answer.retryAfter))
      show(ctx, answer.page, answer.status ?? 200, visit.locales)
    } else seeOther(ctx, visit.base)
  }

  return { reply, continueTo }
}

function uidOf(ctx: Context): string {
  return String(ctx.params.uid)
}
