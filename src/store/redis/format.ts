import type { Connection } from './connection.ts'
import { changing } from './script.ts'

/** The form of what is stored; raised when an older version could no longer read it. */
const known = 1

/** KEYS format; ARGV the form this version knows. Answers the one that is stored. */
const claimFormat = changing(`
local stored = redis.call('GET', KEYS[1])
if stored then return tonumber(stored) end
redis.call('SET', KEYS[1], ARGV[2])
return tonumber(ARGV[2])`)

export const formatScripts = [claimFormat]

/** @throws when a newer version has written there: what it means is not known here */
export async function refuseNewer(connection: Connection, prefix: string): Promise<void> {
  const key = `${prefix}format`
  // Read first: where somebody has been, a start must not need to write.
  const found = await connection.read((client) => client.get(key))
  const stored = Number(found ?? (await connection.run(claimFormat, [key], [known])))
  if (stored > known)
    throw new Error(
      `what is in Redis was written by a newer version (its format is ${stored}, this version knows ${known})`,
    )
}
