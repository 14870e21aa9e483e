import Router from '@koa/router'
import type { Context } from 'koa'
import { allowOnly, guardForm, parseForm, seeOther } from '../../interactions/forms.ts'
import { preferredLocales } from '../../interactions/locale.ts'
import { NoticeError } from '../../interactions/notice.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { AccountPage, Page } from '../../interactions/pages/page.ts'
import type { Fields } from '../../interactions/step.ts'
import { noEntry, signedInPath, signInUrl } from './entrance.ts'
import { overview } from './overview.ts'
import type { Proofs } from './proofs.ts'
import { readSession } from './session.ts'
import type { AccountAnswer, Action, Passage, Show, Topic } from './topic.ts'
import { type AccountVisit, formScope, loadVisit, type VisitParts } from './visit.ts'

export interface AccountRoutesOptions extends VisitParts {
  /** In the order of the navigation. */
  readonly topics: readonly Topic[]
  /** What has pages and actions, but no place in the navigation. */
  readonly passages: readonly Passage[]
  readonly proofs: Proofs
  readonly pages: Pages
}

/** Everything below `/account` that needs a session: one's own account, seen and changed. */
export function accountRoutes(options: AccountRoutesOptions): ReturnType<Router['routes']> {
  const { topics, passages, issuer } = options
  const parts = [...topics, ...passages]
  const shows = new Map<string, Show>([
    ['', overview(topics)],
    ...parts.flatMap((each) => Object.entries(each.pages)),
  ])
  const actions = new Map(parts.flatMap((each) => Object.entries(each.actions)))
  const looks = new Map(parts.flatMap((each) => Object.entries(each.looks ?? {})))
  const router = new Router()

  router.get(signedInPath, async (ctx) => {
    const visit = await loadVisit(options, ctx)
    if (visit === undefined) return send(options, ctx, noEntry(ctx), 403)
    const page = String(ctx.query.state ?? '')
    return seeOther(ctx, pathTo(shows.has(page) ? page : ''))
  })

  router.get(['/account', '/account/*path'], async (ctx) => {
    const path = String(ctx.params.path ?? '')
    const [show, look] = [shows.get(path), looks.get(path)]
    if (show === undefined && look === undefined) return leadBack(ctx, actions.has(path), path)
    const visit = await loadVisit(options, ctx)
    if (look !== undefined) {
      if (visit === undefined) throw new NoticeError('form-stale', 403)
      ctx.body = options.pages.news(await look(visit), visit.locales)
      return undefined
    }
    if (visit === undefined || show === undefined) return seeOther(ctx, signInUrl(issuer, path))
    return reply(options, ctx, visit, path, await show(visit))
  })

  router.post('/account/*path', parseForm, async (ctx) => {
    const path = String(ctx.params.path)
    const action = actions.get(path)
    if (action === undefined) throw new NoticeError('not-found', 404)
    const session = await readSession(options, ctx)
    if (session === undefined) return seeOther(ctx, pathTo(''))
    const fields = guardForm({ browsers: options.browsers, origin: issuer }, ctx, formScope(session))
    // A field that no page of ours has is somebody's try at another one's (SELF-04).
    allowOnly(fields, ...action.fields)
    const visit = await loadVisit(options, ctx)
    if (visit === undefined) return seeOther(ctx, pathTo(''))
    return reply(options, ctx, visit, path, await perform(options.proofs, action, visit, fields))
  })

  return router.routes()
}

/** The one place where a change is allowed: its proof is taken away before anything is changed. */
async function perform(
  proofs: Proofs,
  action: Action,
  visit: AccountVisit,
  fields: Fields,
): Promise<AccountAnswer> {
  const early = await action.check?.(visit, fields)
  if (early !== undefined) return early
  if (action.proof === 'none') return action.act(visit, fields, undefined)
  const by = await proofs.take(visit, action.proof)
  return by === undefined ? { to: `prove/${action.proof}` } : action.act(visit, fields, by)
}

/** The address that a posted form leaves in the address bar, opened again: its topic's page. */
function leadBack(ctx: Context, isAction: boolean, path: string): void {
  if (!isAction) throw new NoticeError('not-found', 404)
  seeOther(ctx, pathTo(path.replace(/\/[^/]*$/, '')))
}

function reply(
  options: AccountRoutesOptions,
  ctx: Context,
  visit: AccountVisit,
  path: string,
  answer: AccountAnswer,
): void {
  if ('to' in answer) {
    seeOther(ctx, pathTo(answer.to))
    return
  }
  if (answer.retryAfter !== undefined) ctx.set('Retry-After', String(answer.retryAfter))
  const page = 'page' in answer ? answer.page : framed(options.topics, visit, path, answer)
  send(options, ctx, page, answer.status ?? 200)
}

/** The page with what all of the account's pages have. */
function framed(
  topics: readonly Topic[],
  { account, formToken }: AccountVisit,
  path: string,
  { show, view = () => ({}) }: Extract<AccountAnswer, { readonly show: string }>,
): AccountPage {
  const [current] = path.split('/')
  const links = topics.map(({ name }) => ({ name, path: pathTo(name), current: name === current }))
  return { page: `account/${show}`, formToken, account: account.username, topics: links, view }
}

function send({ pages }: AccountRoutesOptions, ctx: Context, page: Page, status: number): void {
  ctx.status = status
  ctx.type = 'html'
  ctx.body = pages.render(page, preferredLocales(ctx))
}

function pathTo(page: string): string {
  return page === '' ? '/account' : `/account/${page}`
}
