import type { DatabaseSync } from 'node:sqlite'
import type { Account } from '../../accounts/account.ts'
import type { AccountStore, SaveResult } from '../../accounts/store.ts'
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
    save: async (account, identifiers) =>
      transaction(database, () => {
        const refusal = refusalOf(statements, account, identifiers)
        if (refusal !== undefined) return refusal
        write(statements, account, identifiers)
        return { saved: true }
      }),
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
    batch: database.prepare('SELECT id, document FROM accounts WHERE id > ? ORDER BY id LIMIT ?'),
  }
}

type Statements = ReturnType<typeof prepare>

function refusalOf(
  { version, holder }: Statements,
  account: Account,
  identifiers: readonly string[],
): SaveResult | undefined {
  const stored = version.get(account.id)?.version ?? 0
  if (stored !== account.version - 1) return { saved: false, reason: 'version' }
  const taken = identifiers.find((identifier) => {
    const held = holder.get(identifier)?.account
    return held !== undefined && held !== account.id
  })
  return taken === undefined ? undefined : { saved: false, reason: 'taken', identifier: taken }
}

function write(statements: Statements, account: Account, identifiers: readonly string[]): void {
  statements.write.run(account.id, account.version, JSON.stringify(account))
  statements.release.run(account.id)
  for (const identifier of new Set(identifiers)) statements.hold.run(identifier, account.id)
}
