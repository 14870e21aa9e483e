import type { PendingStore } from '../../../interactions/pending.ts'
import type { Place } from '../../../interactions/sms-otp/ports.ts'
import { readFacts } from '../facts.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import { accountKey, placeKey } from './keys.ts'
import { changing } from './script.ts'

/** KEYS pending, the account's list of those; ARGV facts, lifetime in ms. The list lives as long as its longest member. */
const putFacts = changing(`
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
redis.call('ZADD', KEYS[2], now + ARGV[3], KEYS[1])
if redis.call('PTTL', KEYS[2]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[2], ARGV[3]) end`)

/** KEYS pending, the account's list of those. Answers the facts. */
const takeFacts = changing(
  `
redis.call('ZREM', KEYS[2], KEYS[1])
return redis.call('GETDEL', KEYS[1])`,
  { frees: true },
)

/** KEYS the account's list. Its members are keys of the same slot. */
const forgetFacts = changing(
  `
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do redis.call('DEL', key) end
redis.call('DEL', KEYS[1])`,
  { frees: true },
)

export const pendingScripts = [putFacts, takeFacts, forgetFacts]

/** One key a place, in the account's slot, and a list of them by the account. See PendingStore. */
export function redisPending(connection: Connection, prefix: string): PendingStore {
  const keyOf = (place: Place) => placeKey(prefix, 'pending', place)
  const listOf = (account: string) => accountKey(prefix, account, 'pending')
  const keysOf = (place: Place) => [keyOf(place), listOf(place.account)]
  return {
    async put(place, facts, ttl) {
      await connection.run(putFacts, keysOf(place), [JSON.stringify(facts), Math.ceil(ttl)])
    },
    look: async (place) => read(await connection.read((client) => client.get(keyOf(place)))),
    take: async (place) => read(await connection.run(takeFacts, keysOf(place))),
    async forget(account) {
      await connection.run(forgetFacts, [listOf(account)], [])
    },
  }
}

function read(reply: unknown) {
  if (typeof reply !== 'string') return undefined
  try {
    return readFacts(reply)
  } catch (error) {
    throw unavailable(error)
  }
}
