import type { KoaContextWithOIDC, Provider } from 'oidc-provider'

/** Of a session, what says how long ago it was used. */
interface Used {
  readonly accountId?: string | undefined
  /** Seconds since the epoch, of its last use; see noteUse. */
  readonly iat?: number | undefined
}

/** Whether somebody's session was not used for longer than that: it opens nothing then. */
export function isIdle({ accountId, iat = 0 }: Used, idleSeconds: number): boolean {
  return accountId !== undefined && Math.floor(Date.now() / 1000) - iat > idleSeconds
}

/**
 * Keeps the time of a session's last use: a sign-in, or an answer that let somebody in. Not what was asked for in vain, or
 * asking would bring an idle session back. The time is the record's `iat`, which the library writes once and does not
 * look at; it is saved with the session, which the library saves anyway at the end of each such request.
 */
export function noteUse(provider: Provider): void {
  const note = ({ oidc: { session } }: KoaContextWithOIDC) => {
    if (session !== undefined) session.iat = Math.floor(Date.now() / 1000)
  }
  provider.on('authorization.success', note)
  provider.on('interaction.ended', (ctx) => {
    if (ctx.oidc.result?.login !== undefined) note(ctx)
  })
}
