import type { FindAccount, KoaContextWithOIDC, Account as OidcAccount } from 'oidc-provider'
import type { Account } from '../accounts/account.ts'
import { claimsOf } from '../accounts/claims.ts'
import { type Begun, isOver } from '../accounts/sessions.ts'
import type { AccountStore } from '../accounts/store.ts'

/** The library's view of an account, with ours inside: checks that run anyway need no second look. */
interface LoadedAccount extends OidcAccount {
  readonly record: Account
}

/**
 * Runs at authorization, token and UserInfo requests. A disabled account is no account, nor is one for a session that
 * is over or for what was issued in it; a store that does not answer rejects, and never looks like an account that is
 * gone.
 */
export function accountFinder(accounts: AccountStore): FindAccount {
  return async (ctx, id, token): Promise<LoadedAccount | undefined> => {
    const record = await accounts.find(id)
    const begun = token === undefined ? begunAs(ctx.oidc.session) : issuedAs(token)
    if (record === undefined || !isLiving(record, begun)) return undefined
    return { accountId: record.id, record, claims: async () => ({ ...claimsOf(record), sub: record.id }) }
  }
}

/** Whether something of an account still counts: nothing does once the account is disabled, or the session is over. */
export function isLiving(account: Account, begun: Begun | undefined): boolean {
  return account.disabled !== true && (begun === undefined || !isOver(account, begun))
}

/** What the library issues bears the session's uid and its own time; it is not in the types of all of them. */
export function issuedAs(token: object): Begun {
  const { sessionUid, iat } = token as { sessionUid?: unknown; iat?: unknown }
  // Without a time it counts as the oldest there is.
  return { session: typeof sessionUid === 'string' ? sessionUid : undefined, at: Number(iat ?? 0) }
}

function begunAs(session: KoaContextWithOIDC['oidc']['session']): Begun | undefined {
  return session && { session: session.uid, at: session.loginTs ?? 0 }
}

/** The account the library has loaded for this request. */
export function accountOf(ctx: KoaContextWithOIDC): Account | undefined {
  const { account } = ctx.oidc
  return account !== undefined && 'record' in account ? (account as LoadedAccount).record : undefined
}
