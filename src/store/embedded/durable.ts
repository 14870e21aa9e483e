import type { DatabaseSync } from 'node:sqlite'
import type { DurableEntry, DurableStore } from '../durable.ts'
import { readFailures } from '../failure-record.ts'
import { readStoredAccount } from '../stored-account.ts'
import { guarded, transaction } from './database.ts'

const batchSize = 500

/** What `latchkey backup` reads and `latchkey restore` writes. See DurableStore. */
export function embeddedDurable({
  accounts,
  state,
}: Record<'accounts' | 'state', DatabaseSync>): DurableStore {
  const write = { account: accountWriter(accounts), failures: failuresWriter(state) }
  return {
    async *entries() {
      yield* accountEntries(accounts)
      yield* heldEntries(accounts)
      yield* failureEntries(state)
    },
    put: async (entries) =>
      transaction(state, () =>
        transaction(accounts, () =>
          entries.map((entry) => (entry.kind === 'failures' ? write.failures(entry) : write.account(entry))),
        ),
      ),
  }
}

function* accountEntries(database: DatabaseSync): Iterable<DurableEntry> {
  const batch = database.prepare(`SELECT id, document,
      (SELECT json_group_array(identifier) FROM identifiers WHERE account = id) AS identifiers
    FROM accounts WHERE id > ? ORDER BY id LIMIT ${batchSize}`)
  for (const row of inBatches(batch, 'id')) {
    const account = readStoredAccount(JSON.parse(String(row.document)))
    yield { kind: 'account', account, identifiers: JSON.parse(String(row.identifiers)) }
  }
}

function* heldEntries(database: DatabaseSync): Iterable<DurableEntry> {
  const batch = database.prepare(`SELECT identifier, account FROM identifiers
    WHERE identifier > ? AND account NOT IN (SELECT id FROM accounts) ORDER BY identifier LIMIT ${batchSize}`)
  for (const { identifier, account } of inBatches(batch, 'identifier')) {
    yield { kind: 'held', identifier: String(identifier), account: String(account) }
  }
}

function* failureEntries(database: DatabaseSync): Iterable<DurableEntry> {
  const batch = database.prepare(`SELECT account, state, expires FROM failures
    WHERE account > ? ORDER BY account LIMIT ${batchSize}`)
  for (const { account, state, expires } of inBatches(batch, 'account')) {
    const record = readFailures(String(state))
    const end = expires === null ? {} : { expires: Number(expires) }
    yield { kind: 'failures', account: String(account), record, ...end }
  }
}

function* inBatches(batch: ReturnType<DatabaseSync['prepare']>, key: string) {
  let after = ''
  while (true) {
    const rows = guarded(() => batch.all(after))
    if (rows.length === 0) return
    after = String(rows.at(-1)?.[key])
    yield* rows
  }
}

type AccountEntry = Exclude<DurableEntry, { kind: 'failures' }>

function accountWriter(database: DatabaseSync): (entry: AccountEntry) => boolean {
  const document = database.prepare('SELECT document FROM accounts WHERE id = ?')
  const insert = database.prepare('INSERT INTO accounts (id, version, document) VALUES (?, ?, ?)')
  const holder = database.prepare('SELECT account FROM identifiers WHERE identifier = ?')
  const hold = database.prepare('INSERT OR IGNORE INTO identifiers (identifier, account) VALUES (?, ?)')
  const isFree = (identifier: string, id: string) =>
    [undefined, id].includes(holder.get(identifier)?.account as string)
  return (entry) => {
    const [id, identifiers] =
      entry.kind === 'held' ? [entry.account, [entry.identifier]] : [entry.account.id, entry.identifiers]
    if (!identifiers.every((identifier) => isFree(identifier, id))) return false
    const stored = document.get(id)?.document
    if (entry.kind === 'account') {
      const text = JSON.stringify(entry.account)
      if (stored !== undefined && stored !== text) return false
      if (stored === undefined) insert.run(id, entry.account.version, text)
    }
    for (const identifier of identifiers) hold.run(identifier, id)
    return true
  }
}

function failuresWriter(database: DatabaseSync) {
  const select = database.prepare('SELECT state FROM failures WHERE account = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO failures (account, state, expires) VALUES (?, ?, ?)')
  return ({ account, record, expires }: Extract<DurableEntry, { kind: 'failures' }>): boolean => {
    const text = JSON.stringify(record)
    insert.run(account, text, expires ?? null)
    return select.get(account)?.state === text
  }
}
