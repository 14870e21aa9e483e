import type { ChallengeStore } from '../../../interactions/sms-otp/ports.ts'
import type { ReceiptStore } from '../../../interactions/sms-otp/receipt-store.ts'
import { embeddedChallenges } from './challenges.ts'
import { openState } from './database.ts'
import type { EmbeddedStoreOptions } from './index.ts'
import { embeddedReceipts } from './receipts.ts'
import { startSweep } from './sweep.ts'

export interface EmbeddedChallenges {
  readonly challenges: ChallengeStore
  readonly receipts: ReceiptStore
  close(): Promise<void>
}

/**
 * The embedded store's challenges alone, for the SMS step on somebody else's provider: one process, a folder of its own.
 *
 * @throws one clear error when the folder cannot be used, another process has it, or a newer version wrote it
 */
export async function openEmbeddedChallenges(options: EmbeddedStoreOptions): Promise<EmbeddedChallenges> {
  const { directory, clock = Date.now } = options
  const { state, close } = openState(directory)
  const stopSweep = startSweep(state, clock)
  return {
    challenges: embeddedChallenges(state, clock),
    receipts: embeddedReceipts(state, clock),
    async close() {
      stopSweep()
      close()
    },
  }
}
