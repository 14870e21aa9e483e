import type { DatabaseSync } from 'node:sqlite'
import type { Account } from '../../accounts/account.ts'
import type { AccountStore, AccountWrite, SaveResult, Yielding } from '../../accounts/store.ts'
import { readObject } from '../read-object.ts'
import { readAccount } from '../stored-account.ts'
import { guarded, transaction } from './database.ts'

const batchSize = 200

/** Accounts in a file of their own. See AccountStore. */
export function embeddedAccounts(database: DatabaseSync): AccountStore {
  const statements = prepare(database)
  const one = (statement: 'find' | 'findByIdentifier', key: string) => {
    const row = guarded(() => statements[statement].get(key))
    return row === undefined ? undefined : readAccount(readObject(String(row.document)))
  }
  return {
    find: async (id) => one('find', id),
    findByIdentifier: async (identifier) => one('findByIdentifier', identifier),
    save: async (account, identifiers, yielding) =>
      transaction(database, () => save(statements, { account, identifiers }, yielding)),
    // One wait for the disk for all of them.
    saveAll: async (writes) => transaction(database, () => writes.map((each) => save(statements, each))),
    holdersOf: async (identifiers) => guarded(() => identifiers.map((each) => holderOf(statements, each))),
    remove: async (account, kept) => transaction(database, () => remove(statements, account, kept)),
    async *all() {
      let after = ''
      while (true) {
        const rows = guarded(() => statements.batch.all(after, batchSize))
        if (rows.length === 0) return
        after = String(rows.at(-1)?.id)
        yield* rows.map((row) => readAccount(readObject(String(row.document))))
      }
    },
  }
}

function prepare(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT document FROM accounts WHERE id = ?'),
    findByIdentifier: database.prepare(
      'SELECT document FROM accounts WHERE id = (SELECT account FROM identifiers WHERE identifier = ?)',
    ),
    version: database.prepare('SELECT version FROM accounts WHERE id = ?'),
    holder: database.prepare('SELECT account FROM identifiers WHERE identifier = ?'),
    write: database.prepare(`INSERT INTO accounts (id, version, document) VALUES (?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET version = excluded.version, document = excluded.document`),
    release: database.prepare('DELETE FROM identifiers WHERE account = ?'),
    hold: database.prepare('INSERT INTO identifiers (identifier, account) VALUES (?, ?)'),
    remove: database.prepare('DELETE FROM accounts WHERE id = ? AND version = ?'),
    free: database.prepare(
      'DELETE FROM identifiers WHERE identifier = ? AND account NOT IN (SELECT id FROM accounts)',
    ),
    batch: database.prepare('SELECT id, document FROM accounts WHERE id > ? ORDER BY id LIMIT ?'),
  }
}

type Statements = ReturnType<typeof prepare>

function save(statements: Statements, write: AccountWrite, { writes, freed } = nobody): SaveResult {
  const all = [...writes, write]
  const isLeft = (identifier: string, holder: string) =>
    writes.some(({ account, identifiers }) => account.id === holder && !identifiers.includes(identifier)) ||
    (freed.includes(identifier) && statements.version.get(holder) === undefined)
  for (const each of all) {
    const refusal = refusalOf(statements, each, isLeft)
    if (refusal !== undefined) return refusal
  }
  for (const identifier of freed) statements.free.run(identifier)
  // Those that yield are first.
  for (const { account, identifiers } of all) {
    statements.write.run(account.id, account.version, JSON.stringify(account))
    holdOnly(statements, account.id, identifiers)
  }
  return { saved: true }
}

const nobody: Yielding = { writes: [], freed: [] }

function remove(statements: Statements, { id, version }: Account, kept: readonly string[]): boolean {
  if (statements.remove.run(id, version).changes === 0) return false
  holdOnly(statements, id, kept)
  return true
}

function holderOf({ holder }: Statements, identifier: string): string | undefined {
  const held = holder.get(identifier)?.account
  return held === undefined ? undefined : String(held)
}

function refusalOf(
  statements: Statements,
  { account, identifiers }: AccountWrite,
  isLeft: (identifier: string, holder: string) => boolean,
): SaveResult | undefined {
  const { version } = statements
  const stored = version.get(account.id)?.version ?? 0
  if (stored !== account.version - 1) return { saved: false, reason: 'version' }
  const taken = identifiers.find((identifier) => {
    const held = holderOf(statements, identifier)
    return held !== undefined && held !== account.id && !isLeft(identifier, held)
  })
  return taken === undefined ? undefined : { saved: false, reason: 'taken', identifier: taken }
}

function holdOnly({ release, hold }: Statements, account: string, identifiers: readonly string[]): void {
  release.run(account)
  for (const identifier of new Set(identifiers)) hold.run(identifier, account)
}
