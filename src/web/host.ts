import type { Middleware } from 'koa'
import { NoticeError } from '../../interactions/notice.ts'

/** Requests for any host but the issuer's are answered 421 before anything is looked at (RFC 9110 15.5.20). */
export function onlyHost(issuer: string): Middleware {
  const { host } = new URL(issuer)
  return function onlyIssuersHost(ctx, next) {
    // Absolute-form (RFC 9112 3.2.2) would make its own host the base of every URL, and of an assertion's audience.
    if (!ctx.url.startsWith('/')) throw new NoticeError('bad-request', 400)
    if (ctx.req.headers.host?.toLowerCase() !== host) throw new NoticeError('wrong-host', 421)
    return next()
  }
}
