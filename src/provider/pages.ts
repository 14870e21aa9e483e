import type { ErrorOut, errors, KoaContextWithOIDC } from 'oidc-provider'
import { preferredLocales } from '../../interactions/locale.ts'
import type { Pages } from '../../interactions/pages/index.ts'
import type { NoticeKind, Page } from '../../interactions/pages/page.ts'
import { faceOf } from './face.ts'
import { isUnavailable } from './unavailable.ts'
import type { WayBack } from './way-back.ts'

/** The library's errors as our pages. Its texts are for developers, and go to the log, not on the page. */
export function errorPage(pages: Pages, wayBack: WayBack) {
  return (ctx: KoaContextWithOIDC, out: ErrorOut, error: errors.OIDCProviderError | Error): void => {
    const notice = noticeFor(out, error)
    const code = notice === 'authorization-error' ? { error: out.error } : {}
    const link = wayBack(ctx)
    show(ctx, pages, { page: 'notice', notice, ...code, ...(link === undefined ? {} : { link }) })
  }
}

function noticeFor(out: ErrorOut, error: Error): NoticeKind {
  if (error.name === 'SessionNotFound') return 'login-gone'
  if (isUnavailable(error)) return 'unavailable'
  return out.error === 'server_error' ? 'server-error' : 'authorization-error'
}

/** RP-Initiated Logout 1.0, 2: asks before it signs anybody out. `form` is the library's own markup. */
export function logoutPage(pages: Pages) {
  return async (ctx: KoaContextWithOIDC, form: string): Promise<void> => {
    const { client } = ctx.oidc
    show(ctx, pages, { page: 'logout', form, client: client && faceOf(client) })
  }
}

/** The page after signing out, when the client named no address to return to. */
export function signedOutPage(pages: Pages) {
  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client } = ctx.oidc
    show(ctx, pages, { page: 'signed-out', ...(client === undefined ? {} : { client: faceOf(client) }) })
  }
}

function show(ctx: KoaContextWithOIDC, pages: Pages, page: Page): void {
  ctx.type = 'html'
  ctx.body = pages.render(page, preferredLocales(ctx, ctx.oidc.params?.ui_locales))
}
