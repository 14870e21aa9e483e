import type { Context, Middleware } from 'koa'
import { preferredLocales } from '../../interactions/locale.ts'
import { NoticeError } from '../../interactions/notice.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { NoticeKind, NoticeLink } from '../../interactions/pages/page.ts'
import type { WayBack } from '../provider/way-back.ts'

/** What goes to the log of an error that people only see as a calm page. */
export type ReportError = (error: unknown, reference: string) => void

/** The outermost middleware: whatever goes wrong further in, the answer is a page or JSON of ours, and bounded. */
export function errorPages(pages: Pages, report: ReportError, wayBack: WayBack): Middleware {
  return async function answerErrors(ctx, next) {
    try {
      await next()
      if (ctx.status === 404 && ctx.body == null) throw new NoticeError('not-found', 404)
    } catch (error) {
      const { notice, status } = judge(error)
      const reference = String(ctx.state.requestId)
      // A full queue is load, not a fault: one line for each shed request would be the next load.
      if (status >= 500 && notice !== 'busy') report(error, reference)
      // What a failed request wanted to say may not be true: no session, no code, no step further.
      ctx.remove('Set-Cookie')
      ctx.remove('Location')
      ctx.status = status
      if (status === 503) ctx.set('Retry-After', '5')
      answer(ctx, pages, notice, reference, wayBack(ctx))
    }
  }
}

function judge(error: unknown): { notice: NoticeKind; status: number } {
  if (error instanceof NoticeError) return error
  const status = statusOf(error)
  if (status === 503) return { notice: hasCode(error, 'busy') ? 'busy' : 'unavailable', status }
  if (status >= 400 && status < 500) return { notice: 'bad-request', status }
  return { notice: 'server-error', status: 500 }
}

function statusOf(error: unknown): number {
  if (error instanceof URIError) return 400
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  return typeof status === 'number' ? status : 500
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}

function answer(
  ctx: Context,
  pages: Pages,
  notice: NoticeKind,
  reference: string,
  link: NoticeLink | undefined,
): void {
  if (ctx.accepts('html', 'json') === 'json') {
    ctx.body = { error: notice.replaceAll('-', '_'), reference }
    return
  }
  ctx.type = 'html'
  ctx.body = pages.render(
    { page: 'notice', notice, reference, ...(link ? { link } : {}) },
    preferredLocales(ctx),
  )
}
