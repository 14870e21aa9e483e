import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'

/** A signed-in browser's session, as far as the account pages care. */
export interface AccountSession {
  /** Survives a change of the session's id; forms and proofs are bound to it. */
  readonly uid: string
  readonly accountId: string
  readonly amr: readonly string[]
  /** Seconds since the epoch, of the oldest factor. */
  readonly loginTs: number
}

/** The browser's session; undefined when nobody is signed in. Writes nothing and sets no cookie. */
export async function readSession(
  { Session }: Pick<Provider, 'Session'>,
  ctx: Context,
): Promise<AccountSession | undefined> {
  const { uid, accountId, amr = [], loginTs } = await Session.get(ctx)
  return accountId === undefined || loginTs === undefined ? undefined : { uid, accountId, amr, loginTs }
}
