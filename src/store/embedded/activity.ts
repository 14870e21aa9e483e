import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import { type ActivityStore, activityKept } from '../../accounts/activity.ts'
import { readEntry } from '../activity-entry.ts'
import { guarded, transaction } from './database.ts'

/** The `activity` table, a row an entry; the sweep takes old ones away. See ActivityStore. */
export function embeddedActivity(database: DatabaseSync, clock: Clock): ActivityStore {
  const insert = database.prepare('INSERT INTO activity (account, entry, expires) VALUES (?, ?, ?)')
  const trim = database.prepare(`DELETE FROM activity WHERE account = ? AND id NOT IN
    (SELECT id FROM activity WHERE account = ? ORDER BY id DESC LIMIT ${activityKept.entries})`)
  const select = database.prepare(
    'SELECT entry FROM activity WHERE account = ? AND expires > ? ORDER BY id DESC',
  )
  const remove = database.prepare('DELETE FROM activity WHERE account = ?')
  return {
    note: async (account, entry) =>
      transaction(database, () => {
        insert.run(account, JSON.stringify(entry), clock() + activityKept.ttl)
        trim.run(account, account)
      }),
    list: async (account) =>
      guarded(() => select.all(account, clock())).flatMap(({ entry }) => readEntry(String(entry)) ?? []),
    forget: async (account) => transaction(database, () => void remove.run(account)),
  }
}
