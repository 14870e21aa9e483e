import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'

const interval = 60_000
/** Rows taken away in one go: a long one would hold up every request of this process. */
const batchSize = 500

/**
 * Takes expired rows away, each minute and after that until none is left. Nothing depends on it but the size of
 * the file: what is expired is not found any more.
 *
 * @returns a function that ends it
 */
export function startSweep(database: DatabaseSync, clock: Clock): () => void {
  const statements = ['records', 'challenges', 'receipts', 'failures', 'limits', 'pending', 'activity'].map(
    (table) =>
      database.prepare(`DELETE FROM ${table} WHERE rowid IN
      (SELECT rowid FROM ${table} WHERE expires <= ? LIMIT ${batchSize})`),
  )
  let timer = setTimeout(sweep, interval).unref()

  function sweep() {
    let wait = interval
    try {
      const full = statements.map((statement) => statement.run(clock()).changes === batchSize)
      if (full.includes(true)) wait = 20
    } catch {
      // Locked or full for the moment; the next minute tries again.
    }
    timer = setTimeout(sweep, wait).unref()
  }

  return () => clearTimeout(timer)
}
