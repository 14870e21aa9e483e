import { changing, reading } from './script.ts'

/**
 * The account's failure record beside its challenges, in the same slot: the rules are those of embedded/failures.ts,
 * told again in Lua for scripts that see `now` and have the record's key as KEYS[2].
 */

/** `failures`, and `barrier`: nil, or what barrierOf answers of a factor (a Lua expression), as JSON. */
const loadFrom = (key: string, factor: string) => `
local recorded = redis.call('GET', ${key})
local failures = recorded and cjson.decode(recorded) or {}
failures.streaks, failures.days = failures.streaks or {}, failures.days or {}
failures.disabled = failures.disabled or {}
failures['until'] = failures['until'] or 0
local barrier
if failures.disabled[${factor}] then barrier = cjson.encode({kind = 'disabled'})
elseif now < failures['until'] then
  barrier = cjson.encode({kind = 'locked', retryIn = failures['until'] - now, slow = failures.slow == true})
end`

export const loadFailures = loadFrom('KEYS[2]', "'sms'")

/** A record with a streak never expires: waiting resets nothing. */
const storeTo = (key: string) => `
local function storeFailures()
  local text = cjson.encode(failures)
  if next(failures.disabled) or next(failures.streaks) then redis.call('SET', ${key}, text)
  elseif next(failures.days) then redis.call('SET', ${key}, text, 'PX', 31 * 86400000)
  else redis.call('DEL', ${key}) end
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
    failures.disabled[factor] = true
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

export const countFailures = `${loadFailures}${storeTo('KEYS[2]')}${succeed}${fail}`

/** KEYS failures; ARGV factor. Answers the barrier. */
export const lookAtBarrier = reading(`${loadFrom('KEYS[1]', 'ARGV[1]')}
return barrier`)

const own = `${loadFrom('KEYS[1]', 'ARGV[2]')}${storeTo('KEYS[1]')}`

/** KEYS failures; ARGV factor, bounds. Answers {barrier}, or nil and the counted try; see attempted. */
export const attemptFactor = changing(`${own}${fail}
if barrier then return {barrier} end
local before = {['until'] = failures['until'], slow = failures.slow == true}
local consequence = fail(ARGV[2], cjson.decode(ARGV[3]))
return {false, cjson.encode({
  factor = ARGV[2], consequence = consequence, day = math.floor(now / 86400000),
  before = before, after = failures['until']
})}`)

/** KEYS failures; ARGV factor, counted try; see takenBack. */
export const succeedFactor = changing(
  `${own}
local counted = cjson.decode(ARGV[3])
local day = string.format('%d', counted.day)
local left = (failures.days[day] or 0) - 1
failures.days[day] = left > 0 and left or nil
if failures['until'] == counted.after then
  failures['until'], failures.slow = counted.before['until'], counted.before.slow
end
failures.streaks[ARGV[2]] = nil
if counted.consequence == 'disabled' then failures.disabled[ARGV[2]] = nil end
storeFailures()`,
  { frees: true },
)

/** KEYS failures; ARGV factor */
export const forgiveFactor = changing(
  `${own}
failures.streaks[ARGV[2]], failures.disabled[ARGV[2]] = nil, nil
storeFailures()`,
  { frees: true },
)

/** KEYS failures */
export const forgiveFailures = changing(
  `
return redis.call("DEL", KEYS[1])`,
  { frees: true },
)

export const failureScripts = [lookAtBarrier, attemptFactor, succeedFactor, forgiveFactor, forgiveFailures]
