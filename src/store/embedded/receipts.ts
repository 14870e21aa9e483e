import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { ReceiptStore } from '../../../interactions/sms-otp/receipt-store.ts'
import { entryName, type ReceiptEntry, readEntry } from '../receipt-entry.ts'
import { transaction } from './database.ts'

/** Receipts in the `receipts` table; the sweep takes expired rows away. See ReceiptStore. */
export function embeddedReceipts(database: DatabaseSync, clock: Clock): ReceiptStore {
  const select = database.prepare('SELECT state FROM receipts WHERE id = ? AND expires > ?')
  const upsert = database.prepare(`INSERT INTO receipts (id, state, expires) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, expires = excluded.expires`)
  const read = (name: string): ReceiptEntry => {
    const row = select.get(name, clock())
    return row === undefined ? {} : readEntry(String(row.state))
  }
  const write = (name: string, entry: ReceiptEntry, ttl: number) =>
    upsert.run(name, JSON.stringify(entry), clock() + ttl)

  return {
    expect: async (gateway, messageId, reference, ttl) =>
      transaction(database, () => {
        const name = entryName(gateway, messageId)
        const { receipt } = read(name)
        write(name, { reference, ...(receipt === undefined ? {} : { receipt }) }, ttl)
        return receipt
      }),
    report: async (gateway, messageId, receipt, ttl) =>
      transaction(database, () => {
        const name = entryName(gateway, messageId)
        const { reference, receipt: before } = read(name)
        if (reference === undefined) write(name, { receipt: before === 'arrived' ? before : receipt }, ttl)
        return reference
      }),
  }
}
