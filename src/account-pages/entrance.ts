import type { Context } from 'koa'
import { NoticeError } from '../../interactions/notice.ts'
import type { Page } from '../../interactions/pages/page.ts'
import { accountClientId } from '../config/account-client.ts'

/** Where a sign-in comes back to. */
export const signedInPath = '/account/signed-in'

/** The authorization request of our own client; `page` is where the person wanted to go, below `/account`. */
export function signInUrl(issuer: string, page: string): string {
  const request = new URLSearchParams({
    client_id: accountClientId,
    response_type: 'none',
    scope: 'openid',
    redirect_uri: `${issuer}${signedInPath}`,
    state: page,
  })
  return `/auth?${request}`
}

/**
 * The answer to a sign-in that brought no session as strong as it takes: a page, never another sign-in by itself, or
 * a browser without cookies would go round for ever.
 */
export function noEntry(ctx: Context): Page {
  if (ctx.query.error === undefined) throw new NoticeError('cookies-needed', 403)
  return {
    page: 'notice',
    notice: 'account-closed',
    link: { href: '/account', text: 'try-again' },
  }
}
