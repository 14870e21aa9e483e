import type { Store } from '../store.ts'
import { accountScripts, redisAccounts } from './accounts.ts'
import { activityScripts, redisActivity } from './activity.ts'
import { redisAdapter, redisSessionMoves } from './adapter.ts'
import { challengeScripts } from './challenge-scripts.ts'
import { redisChallenges } from './challenges.ts'
import { type Connection, connectRedis } from './connection.ts'
import { durableScripts, redisDurable } from './durable.ts'
import { formatScripts, refuseNewer } from './format.ts'
import { limitScripts, redisLimits } from './limits.ts'
import { pendingScripts, redisPending } from './pending.ts'
import { receiptScripts, redisReceipts } from './receipts.ts'
import { recordScripts } from './record-scripts.ts'
import { confirmedWrites } from './replicas.ts'
import { createRequests } from './requests.ts'
import { changing } from './script.ts'

export { type Finding, inspectRedis } from './inspect.ts'

export interface RedisStoreOptions {
  /** redis:// or rediss://, with user, password and database where needed. */
  readonly url: string
  /** Where accounts live when not beside the throw-away state. */
  readonly accountsUrl?: string
  /** Milliseconds a command may take. Default 1000. */
  readonly commandTimeout?: number
  /** How many replicas must have a change of an account before it counts as made. Default 0. */
  readonly accountsReplicas?: number
  /** What every key begins with. Default `lk:`. */
  readonly prefix?: string
  /** Told of connection errors. They mend themselves; this is for the log. */
  readonly onTrouble?: (error: Error) => void
  /**
   * True only where `settled` is waited for before an answer leaves: the provider's writes of one request then
   * overlap. Default false: each is done when the adapter answers.
   */
  readonly overlapWrites?: boolean
}

/** Proves that a write is possible: neither full nor read-only. */
const beat = changing(`
redis.call('SET', KEYS[1], '1', 'PX', 60000)`)

const scripts = [
  ...recordScripts,
  ...challengeScripts,
  ...receiptScripts,
  ...pendingScripts,
  ...activityScripts,
  ...limitScripts,
  ...accountScripts,
  ...durableScripts,
  ...formatScripts,
  beat,
]

/**
 * A store in Redis 7 or later, for as many instances as there are.
 *
 * @throws one clear error when Redis cannot be reached; see inspectRedis for what else should be looked at
 */
export async function openRedisStore(options: RedisStoreOptions): Promise<Store> {
  const { url, accountsUrl = url, prefix = 'lk:', commandTimeout = 1000 } = options
  const replicas = options.accountsReplicas ?? 0
  const connection = await connect(url, options)
  const connections = [connection]
  const beside = async () => {
    const another = await connectBeside(connections, accountsUrl, options)
    connections.push(another)
    return another
  }
  const forAccounts = accountsUrl === url ? connection : await beside()
  const save =
    replicas === 0 ? forAccounts.run : confirmedWrites(await beside(), replicas, commandTimeout / 2)
  const requests = createRequests(options.overlapWrites === true)
  const accounts = redisAccounts(forAccounts, prefix, requests, save)
  const parts = { connection, prefix, requests, readAccountAhead: accounts.readAhead }
  return {
    kind: 'redis',
    adapter: redisAdapter(parts),
    sessionMoves: redisSessionMoves(parts),
    challenges: redisChallenges(connection, prefix),
    receipts: redisReceipts(connection, prefix),
    pending: redisPending(connection, prefix),
    activity: redisActivity(connection, prefix),
    limits: redisLimits(connection, prefix),
    accounts,
    durable: redisDurable({ state: connection, accounts: forAccounts, prefix, save }),
    settled: requests.settled,
    async ping() {
      await Promise.all(connections.map((one) => one.run(beat, [`${prefix}beat`])))
    },
    clockDifference: connection.clockDifference,
    async close() {
      await Promise.all(connections.map((one) => one.close()))
    },
  }
}

async function connect(url: string, options: RedisStoreOptions): Promise<Connection> {
  const { commandTimeout = 1000, onTrouble = () => {}, prefix = 'lk:' } = options
  const connection = await connectRedis({ url, commandTimeout, onTrouble, scripts })
  try {
    await refuseNewer(connection, prefix)
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

async function connectBeside(
  others: readonly Connection[],
  url: string,
  options: RedisStoreOptions,
): Promise<Connection> {
  try {
    return await connect(url, options)
  } catch (error) {
    await Promise.all(others.map((other) => other.close()))
    throw error
  }
}
