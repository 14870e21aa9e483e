import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { NoticeError } from '../../interactions/notice.ts'
import type { Feature } from '../config/schema/features.ts'

/** A request must still fit into the first line that the browser sends next, beside its cookies. */
const parseForm = bodyParser({ enableTypes: ['form'], formLimit: '8kb' })

/**
 * Authorization and logout requests by POST (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2) become the same
 * requests by GET. The library would take them as they are, but wants the session's cookie to be `SameSite=None` for
 * it: with `Lax` it does not come along with another site's form. With the GET that follows it does.
 */
export function postedRequests(features: ReadonlySet<Feature>): ReturnType<Router['routes']> {
  const router = new Router()
  const paths = features.has('rp_initiated_logout') ? ['/auth', '/session/end'] : ['/auth']
  router.post(paths, parseForm, (ctx) => {
    const { rawBody } = ctx.request
    if (ctx.is('urlencoded') !== 'urlencoded' || rawBody === undefined)
      throw new NoticeError('bad-request', 400)
    ctx.status = 303
    ctx.redirect(`${ctx.path}?${new URLSearchParams(rawBody)}`)
  })
  return router.routes()
}
