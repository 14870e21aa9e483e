import type { ChallengeStore } from '../../../interactions/sms-otp/ports.ts'
import type { ReceiptStore } from '../../../interactions/sms-otp/receipt-store.ts'
import { challengeScripts } from './challenge-scripts.ts'
import { redisChallenges } from './challenges.ts'
import { connectRedis } from './connection.ts'
import type { RedisStoreOptions } from './index.ts'
import { receiptScripts, redisReceipts } from './receipts.ts'

export type RedisChallengeOptions = Pick<RedisStoreOptions, 'url' | 'commandTimeout' | 'prefix' | 'onTrouble'>

export interface RedisChallenges {
  readonly challenges: ChallengeStore
  readonly receipts: ReceiptStore
  close(): Promise<void>
}

/**
 * The Redis store's challenges alone, for the SMS step on somebody else's provider, on a connection of their own.
 *
 * @throws one clear error when Redis cannot be reached
 */
export async function openRedisChallenges(options: RedisChallengeOptions): Promise<RedisChallenges> {
  const { url, commandTimeout = 1000, prefix = 'lk:', onTrouble = () => {} } = options
  const scripts = [...challengeScripts, ...receiptScripts]
  const connection = await connectRedis({ url, commandTimeout, onTrouble, scripts })
  return {
    challenges: redisChallenges(connection, prefix),
    receipts: redisReceipts(connection, prefix),
    close: () => connection.close(),
  }
}
