import type { DatabaseSync } from 'node:sqlite'
import type { PendingStore } from '../../../interactions/pending.ts'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { readFacts } from '../facts.ts'
import { transaction } from './database.ts'

/** The `pending` table; the sweep takes expired rows away. See PendingStore. */
export function embeddedPending(database: DatabaseSync, clock: Clock): PendingStore {
  const where = 'WHERE account = ? AND purpose = ? AND browser = ? AND expires > ?'
  const upsert = database.prepare(`INSERT INTO pending (account, purpose, browser, facts, expires)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, purpose, browser)
    DO UPDATE SET facts = excluded.facts, expires = excluded.expires`)
  const select = database.prepare(`SELECT facts FROM pending ${where}`)
  const remove = database.prepare(`DELETE FROM pending ${where} RETURNING facts`)
  const removeAll = database.prepare('DELETE FROM pending WHERE account = ?')
  const factsIn = (row: ReturnType<typeof select.get>) =>
    row === undefined ? undefined : readFacts(String(row.facts))
  return {
    put: async ({ account, purpose, browser }, facts, ttl) =>
      transaction(
        database,
        () => void upsert.run(account, purpose, browser, JSON.stringify(facts), clock() + ttl),
      ),
    look: async ({ account, purpose, browser }) =>
      transaction(database, () => factsIn(select.get(account, purpose, browser, clock()))),
    take: async ({ account, purpose, browser }) =>
      transaction(database, () => factsIn(remove.get(account, purpose, browser, clock()))),
    forget: async (account) => transaction(database, () => void removeAll.run(account)),
  }
}
