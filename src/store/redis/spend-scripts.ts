import { changing, reading } from './script.ts'

/**
 * What messages are counted by, all in one slot: a trail is a JSON list of seconds (the first since the epoch, then
 * each from the one before), a tally a number that ends with its period, a watch an object of five-minute slots. The
 * rules are those of embedded/spend.ts, told again in Lua. A tally's key is still there in the millisecond in which it
 * ends, and that is the next period's: what counts is when it ends.
 */

/** `periodEnd(period, time)` in milliseconds since the epoch, UTC; months by the proleptic Gregorian calendar. */
const periods = `
local function monthEnd(time)
  local z = math.floor(time / 86400000) + 719468
  local era = math.floor(z / 146097)
  local doe = z - era * 146097
  local yoe = math.floor((doe - math.floor(doe / 1460) + math.floor(doe / 36524) - math.floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + math.floor(yoe / 4) - math.floor(yoe / 100))
  local month = (math.floor((5 * doy + 2) / 153) + 2) % 12 + 1
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  if month == 12 then year, month = year + 1, 1 else month = month + 1 end
  if month <= 2 then year = year - 1 end
  era = math.floor(year / 400)
  yoe = year - era * 400
  local days = yoe * 365 + math.floor(yoe / 4) - math.floor(yoe / 100) + math.floor((153 * ((month + 9) % 12) + 2) / 5)
  return (era * 146097 + days - 719468) * 86400000
end
local lengths = {minute = 60000, hour = 3600000, day = 86400000}
local function periodEnd(period, time)
  if period == 'month' then return monthEnd(time) end
  return (math.floor(time / lengths[period]) + 1) * lengths[period]
end`

/** `look(budget, key)`: how long it would keep a use waiting (0: not at all), what is left, and what there was. */
const budgets = `
local second = math.floor(now / 1000)
local function longestOf(budget)
  local longest = 0
  for _, window in ipairs(budget.windows) do longest = math.max(longest, window.seconds) end
  return longest
end
local function timesIn(key, longest)
  local times, at, text = {}, 0, redis.call('GET', key)
  for _, delta in ipairs(text and cjson.decode(text) or {}) do
    at = at + delta
    if at > second - longest then times[#times + 1] = at end
  end
  return times
end
local function lookAtTrail(budget, key)
  local times, wait, left = timesIn(key, longestOf(budget)), 0, math.huge
  local last, gap = times[#times], budget.gaps[#times] or budget.gaps[#budget.gaps] or 0
  if last and second < last + gap - 1 then wait = (last + gap - 1) * 1000 - now end
  for _, window in ipairs(budget.windows) do
    local count = 0
    for _, at in ipairs(times) do if at > second - window.seconds then count = count + 1 end end
    left = math.min(left, window.limit - count)
    if count >= window.limit then
      wait = math.max(wait, (times[#times - window.limit + 1] + window.seconds) * 1000 - now)
    end
  end
  return wait, math.max(0, left), times
end
local function lookAtTally(budget, key)
  local ends = periodEnd(budget.period, now)
  local used = redis.call('PEXPIRETIME', key) >= ends and tonumber(redis.call('GET', key)) or 0
  return used + budget.amount > budget.limit and ends - now or 0, math.max(0, budget.limit - used), used
end
local function writeTally(budget, key, used)
  if budget.amount == 0 then return end
  local ends = math.max(periodEnd(budget.period, now), redis.call('PEXPIRETIME', key))
  redis.call('SET', key, string.format('%d', used + budget.amount), 'PXAT', string.format('%d', ends))
end
local function writeTrail(budget, key, times)
  times[#times + 1] = second
  local deltas, before = {}, 0
  for index, at in ipairs(times) do deltas[index], before = at - before, at end
  redis.call('SET', key, cjson.encode(deltas), 'EX', longestOf(budget))
end`

/** `waitOf(watch, key)`: 0 while it is open. */
const watches = `
local slot = 300000
local function waitOf(watch, key)
  local text = redis.call('GET', key)
  if not text then return 0 end
  local grace, slots, sent, verified = watch.graceSeconds * 1000, {}, 0, 0
  local hour = 3600000 + grace
  for number, counts in pairs(cjson.decode(text)) do
    local start = tonumber(number) * slot
    if start > now - hour then
      verified = verified + counts[2]
      if start + slot <= now - grace then
        sent = sent + counts[1]
        slots[#slots + 1] = {start, counts[1]}
      end
    end
  end
  if sent < watch.minimum or verified / sent >= watch.ratio then return 0 end
  table.sort(slots, function(one, other) return one[1] < other[1] end)
  for _, each in ipairs(slots) do
    sent = sent - each[2]
    if sent < watch.minimum then return each[1] + hour - now end
  end
  return hour
end`

/** KEYS stopped, budgets, watches; ARGV the charge, '1' for a dry one. Answers JSON. */
export const chargeMessage = changing(`${periods}${budgets}${watches}
local charge, dry = cjson.decode(ARGV[2]), ARGV[3] == '1'
local by, retryIn = nil, -1
local function refuse(name, wait)
  if wait > retryIn then by, retryIn = name, wait end
end
local lefts, before, low = {}, {}, {}
for index, budget in ipairs(charge.budgets) do
  local key = KEYS[index + 1]
  local trail = budget.kind == 'trail'
  local wait, left, was = (trail and lookAtTrail or lookAtTally)(budget, key)
  lefts[index], before[index] = left, was
  if wait > 0 then refuse(budget.name, wait) end
end
for index, watch in ipairs(charge.watches) do
  local wait = waitOf(watch, KEYS[#charge.budgets + index + 1])
  if wait > 0 then refuse(watch.name, wait) end
end
if redis.call('EXISTS', KEYS[1]) == 1 then by, retryIn = 'stopped', 0 end
if not by then
  for index, budget in ipairs(charge.budgets) do
    if not dry then (budget.kind == 'trail' and writeTrail or writeTally)(budget, KEYS[index + 1], before[index]) end
    lefts[index] = lefts[index] - (budget.kind == 'tally' and budget.amount or 1)
    if budget.kind == 'tally' and lefts[index] * 5 <= budget.limit then low[#low + 1] = budget.name end
  end
end
return cjson.encode({by = by, retryIn = math.max(0, retryIn), left = lefts, low = low, at = now})`)

/** KEYS tallies; ARGV when they were taken from, the tallies */
export const giveBackTallies = changing(
  `${periods}
local at, tallies = tonumber(ARGV[2]), cjson.decode(ARGV[3])
for index, key in ipairs(KEYS) do
  local tally = tallies[index]
  local amount = math.min(tonumber(redis.call('GET', key) or 0), tally.amount)
  local running = periodEnd(tally.period, at) == periodEnd(tally.period, now)
  if running and amount > 0 then redis.call('DECRBY', key, string.format('%d', amount)) end
end`,
  { frees: true },
)

/** KEYS watches and, if they are noted within one, the trail; ARGV 1 for sent, 2 for verified; the trail or '' */
export const noteWatches = changing(`${budgets}
local slot, watched = string.format('%d', math.floor(now / 300000)), #KEYS
if ARGV[3] ~= '' then
  local trail, key = cjson.decode(ARGV[3]), KEYS[#KEYS]
  local wait, _, times = lookAtTrail(trail, key)
  if wait > 0 then return end
  writeTrail(trail, key, times)
  watched = watched - 1
end
for index = 1, watched do
  local key = KEYS[index]
  local text = redis.call('GET', key)
  local slots = text and cjson.decode(text) or {}
  for number in pairs(slots) do
    if tonumber(number) * 300000 < now - 7200000 then slots[number] = nil end
  end
  local counts, what = slots[slot] or {0, 0}, tonumber(ARGV[2])
  counts[what] = counts[what] + 1
  slots[slot] = counts
  redis.call('SET', key, cjson.encode(slots), 'EX', 7200)
end`)

/** KEYS tallies. Answers what is used of each. */
export const readTallies = reading(`
local used = {}
for index, key in ipairs(KEYS) do used[index] = tonumber(redis.call('GET', key) or 0) end
return used`)

/** KEYS stopped; ARGV reason. Without an expiry: it holds until somebody takes it back. */
export const stopSending = changing(`
redis.call('SET', KEYS[1], cjson.encode({reason = ARGV[2], at = now}))`)

/** KEYS stopped */
export const startSending = changing(
  `
redis.call('DEL', KEYS[1])`,
  { frees: true },
)

/** KEYS stopped */
export const readStopped = reading(`
return redis.call('GET', KEYS[1])`)

export const spendScripts = [
  chargeMessage,
  giveBackTallies,
  noteWatches,
  readTallies,
  stopSending,
  startSending,
  readStopped,
]
