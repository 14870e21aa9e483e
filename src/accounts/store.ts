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
   *
   * @param yielding what others let go of in the same step
   */
  save(account: Account, identifiers: readonly string[], yielding?: Yielding): Promise<SaveResult>
  /** The same for many in few round trips: each of them all or nothing, and the answers in their order. */
  saveAll(writes: readonly AccountWrite[]): Promise<readonly SaveResult[]>
  /** The ids of the accounts that hold these identifiers, in their order; removed accounts may hold some, too. */
  holdersOf(identifiers: readonly string[]): Promise<readonly (string | undefined)[]>
  /**
   * Deletes the account and frees its identifiers, all or nothing. Those in `kept` go on being held in its name, so that
   * nobody else comes to them.
   *
   * @returns false when it is no longer the one that was read, and nothing was done
   */
  remove(account: Account, kept: readonly string[]): Promise<boolean>
  /** Every account, in no particular order, in batches. */
  all(): AsyncIterable<Account>
}

/** What `save` is given. */
export interface AccountWrite {
  readonly account: Account
  readonly identifiers: readonly string[]
}

/** What others give up in the very write that gives it to an account. */
export interface Yielding {
  /** Next versions of accounts that hold less. */
  readonly writes: readonly AccountWrite[]
  /** Identifiers that removed accounts hold; those of a living one stay held. */
  readonly freed: readonly string[]
}

export type SaveResult =
  | { readonly saved: true }
  /** Somebody else wrote in between, or the id exists already. */
  | { readonly saved: false; readonly reason: 'version' }
  /** This identifier belongs to another account. */
  | { readonly saved: false; readonly reason: 'taken'; readonly identifier: string }
