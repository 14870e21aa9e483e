import type { Account } from '../accounts/account.ts'
import { readObject } from './record.ts'
import { StoreUnavailableError } from './store.ts'

/**
 * Reads an account's document.
 *
 * @throws StoreUnavailableError when it is not one: "no such account" would let somebody else take its identifiers
 */
export function readAccount(text: string): Account {
  const document = readObject(text)
  if (document === undefined || !isAccount(document)) {
    throw new StoreUnavailableError('a stored account cannot be read')
  }
  return document
}

function isAccount(document: Record<string, unknown>): document is Record<string, unknown> & Account {
  const { id, version, username } = document
  return typeof id === 'string' && typeof username === 'string' && Number.isSafeInteger(version)
}
