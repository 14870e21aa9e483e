import { changing, reading } from './script.ts'

/**
 * The account's failure record beside its challenges, in the same slot: the rules are those of embedded/failures.ts,
 * told again in Lua for scripts that see `now` and have the record's key as KEYS[2].
 */

/** `failures`, and `barrier`: nil, or what barrierOf answers, as JSON. */
const loadFrom = (key: string) => `
local recorded = redis.call('GET', ${key})
local failures = recorded and cjson.decode(recorded) or {}
failures.streaks, failures.days = failures.streaks or {}, failures.days or {}
failures['until'] = failures['until'] or 0
local barrier
if failures.disabled then barrier = cjson.encode({kind = 'disabled'})
elseif now < failures['until'] then
  barrier = cjson.encode({kind = 'locked', retryIn = failures['until'] - now, slow = failures.slow == true})
end`

export const loadFailures = loadFrom('KEYS[2]')

/** A record with a streak never expires: waiting resets nothing. */
const storeFailures = `
local function storeFailures()
  local text = cjson.encode(failures)
  if failures.disabled or next(failures.streaks) then redis.call('SET', KEYS[2], text)
  elseif next(failures.days) then redis.call('SET', KEYS[2], text, 'PX', 31 * 86400000)
  else redis.call('DEL', KEYS[2]) end
end`

/** `succeed(factor)`, which leaves the slow count as it is. */
const succeed = `
local function succeed(factor)
  if not failures.streaks[factor] then return end
  failures.streaks[factor] = nil
  storeFailures()
end`

/** `fail(factor, bounds)`. Answers the consequence, or nil. */
const fail = `
local function total(counts)
  local sum = 0
  for _, count in pairs(counts) do sum = sum + count end
  return sum
end
local function fail(factor, bounds)
  local slow, today = bounds.slow, math.floor(now / 86400000)
  for day in pairs(failures.days) do
    if tonumber(day) <= today - slow.days then failures.days[day] = nil end
  end
  local key = string.format('%d', today)
  failures.days[key] = (failures.days[key] or 0) + 1
  local streak = (failures.streaks[factor] or 0) + 1
  failures.streaks[factor] = streak
  if streak >= bounds.ceiling then
    failures.disabled = true
    storeFailures()
    return 'disabled'
  end
  local slowUntil, lockUntil, sum = 0, 0, total(failures.streaks)
  if total(failures.days) >= slow.failures and failures.days[key] >= slow.triesADay then
    slowUntil = (today + 1) * 86400000
  end
  if sum % bounds.perLock == 0 then
    lockUntil = now + math.min(bounds.longestLock, bounds.firstLock * 2 ^ (sum / bounds.perLock - 1))
  end
  failures['until'] = math.max(failures['until'], slowUntil, lockUntil)
  failures.slow = slowUntil > now and failures['until'] == slowUntil
  storeFailures()
  if failures.slow then return 'slowed' end
  return lockUntil > now and 'locked' or nil
end`

export const countFailures = `${loadFailures}${storeFailures}${succeed}${fail}`

/** KEYS failures. Answers the barrier. */
export const lookAtBarrier = reading(`${loadFrom('KEYS[1]')}
return barrier`)

/** KEYS failures */
export const forgiveFailures = changing(
  `
return redis.call("DEL", KEYS[1])`,
  { frees: true },
)

export const failureScripts = [lookAtBarrier, forgiveFailures]
