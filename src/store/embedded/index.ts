import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Store } from '../store.ts'
import { embeddedAccounts } from './accounts.ts'
import { embeddedActivity } from './activity.ts'
import { embeddedRecords } from './adapter.ts'
import { embeddedChallenges } from './challenges.ts'
import { guarded, openDatabases } from './database.ts'
import { embeddedDurable } from './durable.ts'
import { embeddedLimits } from './limits.ts'
import { embeddedPending } from './pending.ts'
import { embeddedReceipts } from './receipts.ts'
import { startSweep } from './sweep.ts'

export interface EmbeddedStoreOptions {
  /** Folder of the database files; made when it does not exist. */
  readonly directory: string
  /** The store's clock. */
  readonly clock?: Clock
  /** True for a command that works beside the serving process. */
  readonly beside?: boolean
}

/**
 * A store in Node's own SQLite, for one serving process; it survives a restart and a kill.
 *
 * @throws one clear error when the folder cannot be used, another process has it, or a newer version wrote it
 */
export async function openEmbeddedStore(options: EmbeddedStoreOptions): Promise<Store> {
  const { directory, clock = Date.now, beside = false } = options
  const databases = openDatabases(directory, { beside })
  const { state, accounts } = databases
  const stopSweep = beside ? () => {} : startSweep(state, clock)
  const pulse = state.prepare('INSERT OR REPLACE INTO pulse (id, at) VALUES (1, ?) RETURNING at')
  const records = embeddedRecords(state, clock)
  return {
    kind: 'embedded',
    ...records,
    challenges: embeddedChallenges(state, clock),
    receipts: embeddedReceipts(state, clock),
    pending: embeddedPending(state, clock),
    activity: embeddedActivity(state, clock),
    limits: embeddedLimits(state, clock),
    accounts: embeddedAccounts(accounts),
    durable: embeddedDurable(databases),
    // A write is done when the adapter answers.
    settled: async () => {},
    async ping() {
      guarded(() => [pulse.get(clock()), accounts.prepare('PRAGMA user_version').get()])
    },
    // It has none of its own.
    clockDifference: () => 0,
    async close() {
      stopSweep()
      databases.close()
    },
  }
}
