import type { Context } from 'koa'

/**
 * Browsers in which a person chose to leave the second factor out for a while. They count where a client says so, and
 * the tokens then say one factor.
 */
export interface RememberedBrowsers {
  /** Whether the request comes from one that counts for this account now. Only looks. */
  remembers(ctx: Context, accountId: string): Promise<boolean>
  /** The same for a login that is about to rest on it: its secret is exchanged, so each is good for one login. */
  use(ctx: Context, accountId: string): Promise<boolean>
}
