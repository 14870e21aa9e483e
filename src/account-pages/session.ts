import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import { writeSessionCookie } from '../provider/cookies.ts'
import { isIdle } from '../provider/idle.ts'

/** A signed-in browser's session, as far as the account pages care. */
export interface AccountSession {
  /** Survives a change of the session's id; forms and proofs are bound to it. */
  readonly uid: string
  readonly accountId: string
  readonly amr: readonly string[]
  /** Seconds since the epoch, of the oldest factor. */
  readonly loginTs: number
}

export interface Sessions {
  readonly issuer: string
  readonly provider: Pick<Provider, 'Session'>
  /** See isIdle. */
  readonly idleSeconds: number
}

/**
 * The browser's session; undefined when nobody is signed in, or was here lately. Writes nothing and sets no cookie, so
 * looking at these pages is no use of the session, either.
 */
export async function readSession(
  { provider, idleSeconds }: Sessions,
  ctx: Context,
): Promise<AccountSession | undefined> {
  const session = await provider.Session.get(ctx)
  const { uid, accountId, amr = [], loginTs } = session
  if (accountId === undefined || loginTs === undefined || isIdle(session, idleSeconds)) return undefined
  return { uid, accountId, amr, loginTs }
}

/**
 * Gives the browser's session another id, as a sign-in does: a copy of its cookie opens nothing any more. Proofs, forms and
 * what clients got are bound to its uid, which stays.
 */
export async function renewSession({ provider, issuer }: Sessions, ctx: Context): Promise<void> {
  const session = await provider.Session.get(ctx)
  // It has another id already, or has been signed out: another tab was faster.
  if (session.accountId === undefined) return
  session.resetIdentifier()
  await session.persist()
  const { jti: id, exp: expires, transient } = session
  writeSessionCookie(issuer, ctx, transient ? { id } : { id, expires })
}
