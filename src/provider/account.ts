import type { FindAccount, KoaContextWithOIDC, Account as OidcAccount } from 'oidc-provider'
import type { Account } from '../accounts/account.ts'
import { claimsOf } from '../accounts/claims.ts'
import { type Begun, isOver } from '../accounts/sessions.ts'
import type { AccountStore } from '../accounts/store.ts'

/** What a client may be told, of the claims there are. */
export type ReleasedClaims = (
  clientId: string | undefined,
  claims: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>

/** See Subjects. */
export interface SubjectHistory {
  changedAt(clientId: string, account: Account): number | undefined
}

/** The library's view of an account, with ours inside: checks that run anyway need no second look. */
interface LoadedAccount extends OidcAccount {
  readonly record: Account
}

/**
 * Runs at authorization, token and UserInfo requests. A disabled account is no account, nor is one for a session that
 * is over or for what was issued in it; a store that does not answer rejects, and never looks like an account that is
 * gone.
 */
export function accountFinder(
  accounts: AccountStore,
  subjects: SubjectHistory,
  released: ReleasedClaims,
): FindAccount {
  return async (ctx, id, token): Promise<LoadedAccount | undefined> => {
    const record = await accounts.find(id)
    const counts =
      token === undefined
        ? record && isLiving(record, begunAs(ctx.oidc.session))
        : record && isStillIssued(record, token, subjects)
    if (record === undefined || !counts) return undefined
    const claims = () => ({ ...released(ctx.oidc.client?.clientId, claimsOf(record)), sub: record.id })
    return { accountId: record.id, record, claims: async () => claims() }
  }
}

/** Whether a token of an account still counts: a client whose subject changed would take it for somebody else's. */
export function isStillIssued(account: Account, token: object, subjects: SubjectHistory): boolean {
  const begun = issuedAs(token)
  const changed = begun.client === undefined ? undefined : subjects.changedAt(begun.client, account)
  return isLiving(account, begun) && (changed === undefined || begun.at > Math.floor(changed / 1000))
}

/** Whether something of an account still counts: nothing does once the account is disabled, or the session is over. */
function isLiving(account: Account, begun: Begun | undefined): boolean {
  return account.disabled !== true && (begun === undefined || !isOver(account, begun))
}

/** What the library issues bears the session's uid and its own time; it is not in the types of all of them. */
function issuedAs(token: object): Begun & { client: string | undefined } {
  const { sessionUid, iat, clientId } = token as Readonly<Record<string, unknown>>
  // Without a time it counts as the oldest there is.
  return { session: textOf(sessionUid), at: Number(iat ?? 0), client: textOf(clientId) }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function begunAs(session: KoaContextWithOIDC['oidc']['session']): Begun | undefined {
  return session && { session: session.uid, at: session.loginTs ?? 0 }
}

/** The account the library has loaded for this request. */
export function accountOf(ctx: KoaContextWithOIDC): Account | undefined {
  const { account } = ctx.oidc
  return account !== undefined && 'record' in account ? (account as LoadedAccount).record : undefined
}
