import { changing } from './script.ts'

/**
 * A record is one string: `1 <consumed> <alias key> <grant key>` and a line break, then the payload's JSON; fields
 * may be empty. The alias key holds a copy, so that finding by either name is one GET. A grant's index is a sorted
 * set of record keys, scored with the moment they expire.
 *
 * On Cluster: finding, consuming and everything without alias and grant works as it is. The others, and what is read
 * ahead, reach keys in several slots; there, saving and reading become one call a key (record first), and
 * `destroyRecord` and `revokeGrant`, which follow names they read, become read, then delete by name, until nothing is
 * left.
 */

/**
 * Stands in the place of a record that must not come back: an interaction that has been resumed, a session that has
 * another id by now. A slow form or a request in another tab would bring it back, and with it what it may no longer do.
 */
export const ended = '0'

/**
 * KEYS record [alias] [grant]; ARGV value, lifetime in ms or '', position of alias or 0, position of grant or 0. Answers
 * 1, or 0 when the record has ended.
 */
export const saveRecord = changing(`
if redis.call('GET', KEYS[1]) == '${ended}' then return 0 end
local value, lifetime = ARGV[2], ARGV[3]
local function put(key)
  if lifetime == '' then redis.call('SET', key, value) else redis.call('SET', key, value, 'PX', lifetime) end
end
put(KEYS[1])
if ARGV[4] ~= '0' then put(KEYS[tonumber(ARGV[4])]) end
if ARGV[5] == '0' then return 1 end
local index = KEYS[tonumber(ARGV[5])]
redis.call('ZREMRANGEBYSCORE', index, '-inf', now)
local left = redis.call('PTTL', index)
if lifetime == '' then
  redis.call('ZADD', index, '+inf', KEYS[1])
  redis.call('PERSIST', index)
else
  redis.call('ZADD', index, now + lifetime, KEYS[1])
  local first = redis.call('ZCARD', index) == 1
  if first or (left >= 0 and left < tonumber(lifetime)) then redis.call('PEXPIRE', index, lifetime) end
end
return 1`)

/**
 * KEYS record. Answers 1 to the first caller and 0 to all others: whoever ends it resumes the login. The mark stays
 * for as long as the interaction would have lived.
 */
export const endInteraction = changing(
  `
local value = redis.call('GET', KEYS[1])
if not value or value == '${ended}' then return 0 end
redis.call('SET', KEYS[1], '${ended}', 'KEEPTTL')
return 1`,
  { frees: true },
)

/** KEYS record; ARGV value, lifetime in ms. Answers 1, or 0 when there is one already. */
export const saveNewRecord = changing(`
if redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3], 'NX') then return 1 else return 0 end`)

/** KEYS record. Answers 1 to the first caller and 0 to all others, or when there is no such record. */
export const consumeRecord = changing(`
local value = redis.call('GET', KEYS[1])
if not value then return 0 end
local consumed, alias = string.match(value, '^1 (%d*) (%S*) %S*\\n')
if consumed ~= '' then return 0 end
local marked = '1 ' .. string.format('%d', math.floor(now / 1000)) .. string.sub(value, 3)
redis.call('SET', KEYS[1], marked, 'KEEPTTL')
if alias ~= '' and redis.call('GET', alias) == value then redis.call('SET', alias, marked, 'KEEPTTL') end
return 1`)

/** The alias goes only while it holds this very record: a session's uid may belong to its successor by now. */
const forget = `
local function forget(key)
  local value = redis.call('GET', key)
  if not value then return '' end
  local alias, grant = string.match(value, '^1 %d* (%S*) (%S*)\\n')
  redis.call('DEL', key)
  if alias and alias ~= '' and redis.call('GET', alias) == value then redis.call('DEL', alias) end
  return grant or ''
end`

/** KEYS record */
export const destroyRecord = changing(
  `${forget}
local grant = forget(KEYS[1])
if grant ~= '' then redis.call('ZREM', grant, KEYS[1]) end`,
  { frees: true },
)

/** KEYS record; ARGV how long it is known to have ended, in ms */
export const endSession = changing(
  `${forget}
local known = redis.call('EXISTS', KEYS[1]) == 1
forget(KEYS[1])
if known then redis.call('SET', KEYS[1], '${ended}', 'PX', ARGV[2]) end`,
  { frees: true },
)

/** KEYS grant index */
export const revokeGrant = changing(
  `${forget}
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do forget(key) end
redis.call('DEL', KEYS[1])`,
  { frees: true },
)

export const recordScripts = [
  saveRecord,
  endInteraction,
  endSession,
  saveNewRecord,
  consumeRecord,
  destroyRecord,
  revokeGrant,
]
