import type { Account } from './account.ts'

/**
 * The durable account store. Username, e-mail and number share one name space: `identifiers` are the canonical
 * forms (see identifier.ts) under which the account can be found, and no two accounts hold the same one.
 */
export interface AccountStore {
  find(id: string): Promise<Account | undefined>
  /** One atomic look-up: identifier to account. */
  findByIdentifier(identifier: string): Promise<Account | undefined>
  /**
   * Writes the account and its identifiers, all or nothing. `account.version` is the version to be stored:
   * 1 creates, n replaces version n-1 and nothing else.
   */
  save(account: Account, identifiers: readonly string[]): Promise<SaveResult>
  /** Every account, in no particular order, in batches. */
  all(): AsyncIterable<Account>
}

export type SaveResult =
  | { readonly saved: true }
  /** Somebody else wrote in between, or the id exists already. */
  | { readonly saved: false; readonly reason: 'version' }
  /** This identifier belongs to another account. */
  | { readonly saved: false; readonly reason: 'taken'; readonly identifier: string }
