import type { FindAccount, KoaContextWithOIDC, Account as OidcAccount } from 'oidc-provider'
import type { Account } from '../accounts/account.ts'
import { claimsOf } from '../accounts/claims.ts'
import type { AccountStore } from '../accounts/store.ts'

/** The library's view of an account, with ours inside: checks that run anyway need no second look. */
interface LoadedAccount extends OidcAccount {
  readonly record: Account
}

/**
 * Runs at authorization, token and UserInfo requests. A disabled account is no account; a store that does not
 * answer rejects, and never looks like an account that is gone.
 */
export function accountFinder(accounts: AccountStore): FindAccount {
  return async (_ctx, id): Promise<LoadedAccount | undefined> => {
    const record = await accounts.find(id)
    if (record === undefined || record.disabled === true) return undefined
    return { accountId: record.id, record, claims: async () => ({ ...claimsOf(record), sub: record.id }) }
  }
}

/** The account the library has loaded for this request. */
export function accountOf(ctx: KoaContextWithOIDC): Account | undefined {
  const { account } = ctx.oidc
  return account !== undefined && 'record' in account ? (account as LoadedAccount).record : undefined
}
