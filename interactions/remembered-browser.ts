import type { Context } from 'koa'

/**
 * Browsers in which a person chose to leave the second factor out for a while. They count where a client says so, and
 * the tokens then say one factor.
 */
export interface RememberedBrowsers {
  /** For how long; 0 where the deployment remembers none. */
  readonly days: number
  /** Whether the request comes from one that counts for this account now. Only looks. */
  remembers(ctx: Context, accountId: string): Promise<boolean>
  /** The same for a login that is about to rest on it: its secret is exchanged, so each is good for one login. */
  use(ctx: Context, accountId: string): Promise<boolean>
  /**
   * From now on this browser is remembered: its owner asked for it, and has just typed a right code in it.
   *
   * @param number E.164, where the code went: once it is not the account's any more, nothing is remembered
   */
  remember(ctx: Context, accountId: string, number: string): Promise<void>
}
