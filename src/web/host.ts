import type { Middleware } from 'koa'
import { NoticeError } from '../../interactions/notice.ts'

/** Requests for any host but the issuer's are answered 421 before anything is looked at (RFC 9110 15.5.20). */
export function onlyHost(issuer: string): Middleware {
  const { host } = new URL(issuer)
  return function onlyIssuersHost(ctx, next) {
    if (ctx.req.headers.host?.toLowerCase() !== host) throw new NoticeError('wrong-host', 421)
    return next()
  }
}
