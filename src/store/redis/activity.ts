import { type ActivityStore, activityKept } from '../../accounts/activity.ts'
import { readEntry } from '../activity-entry.ts'
import type { Connection } from './connection.ts'
import { accountKey } from './keys.ts'
import { changing } from './script.ts'

/** KEYS activity; ARGV entry, how many to keep, lifetime in ms */
const noteActivity = changing(`
redis.call('LPUSH', KEYS[1], ARGV[2])
redis.call('LTRIM', KEYS[1], 0, ARGV[3] - 1)
redis.call('PEXPIRE', KEYS[1], ARGV[4])`)

/** KEYS activity */
const forgetActivity = changing(
  `
redis.call('DEL', KEYS[1])`,
  { frees: true },
)

export const activityScripts = [noteActivity, forgetActivity]

/** A list an account, in its slot. See ActivityStore. */
export function redisActivity(connection: Connection, prefix: string): ActivityStore {
  const keyOf = (account: string) => accountKey(prefix, account, 'activity')
  return {
    async note(account, entry) {
      const { entries, ttl } = activityKept
      await connection.run(noteActivity, [keyOf(account)], [JSON.stringify(entry), entries, ttl])
    },
    async list(account) {
      const texts = await connection.read((client) => client.lrange(keyOf(account), 0, -1))
      return texts.flatMap((text) => readEntry(text) ?? [])
    },
    async forget(account) {
      await connection.run(forgetActivity, [keyOf(account)], [])
    },
  }
}
