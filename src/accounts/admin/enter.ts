import type { Account } from '../account.ts'
import { mergeEntry, saidBy } from '../provision/merge.ts'
import type { UserEntry } from '../user-entry.ts'
import { withConsequences } from './consequences.ts'
import { entryOf } from './entry-of.ts'

/** What an entry makes of an account; `unchanged`: it says what the account says already. */
export type Entered =
  | { readonly account: Account }
  | { readonly unchanged: true }
  | { readonly key: keyof UserEntry; readonly problem: string }

/**
 * The account with what an admin says of it by command or import. What the entry does not mention stays, claim by
 * claim, and so does what users.toml is remembered to have said.
 *
 * @param without keys that are taken off the account
 */
export function entered(
  account: Account,
  entry: UserEntry,
  now: number,
  without: readonly (keyof UserEntry)[] = [],
): Entered {
  const { provisioned, ...plain } = account
  const merged = mergeEntry({ ...plain, provisioned: mentioned(account, entry, without) }, entry)
  if (!('account' in merged)) return merged
  const { provisioned: _, ...changed } = merged.account
  const next = withConsequences(account, changed, now)
  return { account: provisioned === undefined ? next : { ...next, provisioned } }
}

/** What the account says of the keys in question, as if an entry had said so before. */
function mentioned(account: Account, entry: UserEntry, without: readonly (keyof UserEntry)[]) {
  const { claims, ...said } = saidBy(entryOf(account))
  const named = new Set<string>([...Object.keys(saidBy(entry)), ...without])
  const names = new Set(Object.keys(entry.claims ?? {}))
  const own = Object.entries(claims ?? {}).filter(([name]) => names.has(name))
  return {
    ...Object.fromEntries(Object.entries(said).filter(([key]) => named.has(key))),
    ...(entry.claims !== undefined && { claims: Object.fromEntries(own) }),
  }
}
