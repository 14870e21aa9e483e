import type { Account } from '../accounts/account.ts'
import { asOf } from '../accounts/number.ts'
import { StoreUnavailableError } from './store.ts'

/**
 * Reads an account's document as it is at this moment: a change that waits for its hour needs nobody to carry it out.
 *
 * @throws StoreUnavailableError when it is not one: "no such account" would let somebody else take its identifiers
 */
export function readAccount(document: unknown): Account {
  return asOf(readStoredAccount(document), Date.now())
}

/** The same as it was written. @throws StoreUnavailableError when it is no account's */
export function readStoredAccount(document: unknown): Account {
  if (!isAccount(document)) throw new StoreUnavailableError('a stored account cannot be read')
  return document
}

function isAccount(document: unknown): document is Account {
  if (typeof document !== 'object' || document === null) return false
  const { id, version, username } = document as Partial<Record<keyof Account, unknown>>
  return typeof id === 'string' && typeof username === 'string' && Number.isSafeInteger(version)
}
