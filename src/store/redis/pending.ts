import type { PendingStore } from '../../../interactions/pending.ts'
import type { Place } from '../../../interactions/sms-otp/ports.ts'
import { readFacts } from '../facts.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import { placeKey } from './keys.ts'
import { changing } from './script.ts'

/** KEYS pending; ARGV facts, lifetime in ms */
const putFacts = changing(`
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])`)

/** KEYS pending. Answers the facts. */
const takeFacts = changing(
  `
return redis.call('GETDEL', KEYS[1])`,
  { frees: true },
)

export const pendingScripts = [putFacts, takeFacts]

/** One key a place, in the account's slot. See PendingStore. */
export function redisPending(connection: Connection, prefix: string): PendingStore {
  const keyOf = (place: Place) => placeKey(prefix, 'pending', place)
  return {
    async put(place, facts, ttl) {
      await connection.run(putFacts, [keyOf(place)], [JSON.stringify(facts), Math.ceil(ttl)])
    },
    look: async (place) => read(await connection.read((client) => client.get(keyOf(place)))),
    take: async (place) => read(await connection.run(takeFacts, [keyOf(place)])),
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
