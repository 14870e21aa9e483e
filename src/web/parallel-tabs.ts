import { setTimeout as wait } from 'node:timers/promises'
import type { Context, Middleware } from 'koa'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { SessionMoves } from '../store/store.ts'

/** How often a browser is sent round. Once is enough unless the answer with the new cookie is slower than two others. */
const turns = 2
const turnParameter = 'latchkey_turn'

/** The answer that brings the new cookie was on its way before this request came. Milliseconds. */
const headStart = 150

const sessionRoutes = /^\/(auth|session\/end)(\/|$)/i

/**
 * Tabs never log each other out (SES-12). While one finishes a sign-in, the session gets another id; a request of
 * another tab that left with the old one finds nothing, and the library would answer it with the cookie of a new,
 * empty session. Such a request is sent round to the same address instead, where the browser brings the new cookie. It
 * must stand around settleWrites: whether a session could be saved is known after that.
 *
 * @param cookie name of the session's cookie
 */
export function keepNewerSession(cookie: string, sessions: SessionMoves): Middleware {
  return async function keepNewer(ctx, next) {
    const id = sessionRoutes.test(ctx.path) ? ctx.cookies.get(cookie) : undefined
    if (id === undefined) return next()
    const moved = await sessions.hasMoved(ctx, id)
    if (moved && mayTurn(ctx)) return sendRound(ctx)
    await next()
    const lost = sessions.wasLost(ctx)
    // A login's own address works once, so it is not opened again after it has been.
    if (lost && mayTurn(ctx) && /^\/auth\/?$/i.test(ctx.path)) return sendRound(ctx)
    if (lost || (moved && !isSignedIn(ctx))) withhold(ctx, cookie)
  }
}

function mayTurn(ctx: Context): boolean {
  return ctx.method === 'GET' && turnOf(ctx) < turns
}

function turnOf(ctx: Context): number {
  const said = ctx.query[turnParameter]
  if (said === undefined) return 0
  return said === '1' ? 1 : turns
}

async function sendRound(ctx: Context): Promise<void> {
  await wait(headStart)
  const query = new URLSearchParams(ctx.querystring)
  query.set(turnParameter, String(turnOf(ctx) + 1))
  ctx.remove('Set-Cookie')
  ctx.body = null
  ctx.status = 303
  ctx.redirect(`${ctx.path}?${query}`)
}

/** A sign-in that this very request finished has its own new session, and keeps it. */
function isSignedIn(ctx: Context): boolean {
  return (ctx as Partial<KoaContextWithOIDC>).oidc?.session?.accountId !== undefined
}

function withhold(ctx: Context, cookie: string): void {
  const others = [ctx.response.headers['set-cookie'] ?? []]
    .flat()
    .filter((line) => !String(line).startsWith(`${cookie}=`) && !String(line).startsWith(`${cookie}.sig=`))
  ctx.remove('Set-Cookie')
  if (others.length > 0) ctx.set('Set-Cookie', others.map(String))
}
