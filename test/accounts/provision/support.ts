import assert from 'node:assert/strict'
import type { Account } from '../../../src/accounts/account.ts'
import { identifiersOf } from '../../../src/accounts/identifier.ts'
import { createPasswords } from '../../../src/accounts/password.ts'
import { provision } from '../../../src/accounts/provision.ts'
import type { AccountStore } from '../../../src/accounts/store.ts'
import type { UserEntry } from '../../../src/accounts/user-entry.ts'

export const hash =
  '$argon2id$v=19$m=19456,t=2,p=1$aW5kZXBlbmRlbnQtc2FsdA$NVYp/EqsqRxwQ49KjqQ+louKg2ADuxJGA9YW6N/dzFk'
export const other = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
export const bob: UserEntry = {
  username: 'Bob',
  email: 'bob@example.com',
  number: '94778888888',
  password_hash: hash,
  claims: { name: 'Bob Example', locale: 'en' },
}
export const alice: UserEntry = { username: 'alice', email: 'alice@example.com' }

const keys = [{ kid: 'first', key: 'k'.repeat(43) }]
const sealing = { keys, derive: createPasswords().derive }

let ids = 0
export function apply(accounts: AccountStore, ...entries: UserEntry[]) {
  return provision({ accounts, entries, clock: () => 1000, newId: () => `id-${++ids}`, sealing })
}

export async function get(accounts: AccountStore, identifier: string): Promise<Account> {
  const account = await accounts.findByIdentifier(identifier)
  assert.ok(account, identifier)
  return account
}

export async function everybody(accounts: AccountStore): Promise<Account[]> {
  const all: Account[] = []
  for await (const account of accounts.all()) all.push(account)
  return all
}

/** What somebody does to the account by other means than users.toml. */
export async function change(
  accounts: AccountStore,
  identifier: string,
  changes: Partial<Account>,
): Promise<void> {
  const account = await get(accounts, identifier)
  const next = { ...account, ...changes, version: account.version + 1 }
  assert.deepEqual(await accounts.save(next, identifiersOf(next)), { saved: true })
}

export const nothing = { created: 0, changed: 0, disabled: 0, removed: 0, unchanged: 0, problems: [] }
