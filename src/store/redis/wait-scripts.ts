import { changing } from './script.ts'

/** A wait is a JSON list: failures, and until when nothing is tried. The rules are those of embedded/limits.ts. */

/** KEYS waits, those behind; ARGV the waits, those behind, '1' to count nothing. Answers JSON: by, retryIn, blind. */
export const attemptOnce = changing(`
local waits, behind = cjson.decode(ARGV[2]), cjson.decode(ARGV[3])
local function stateOf(key)
  local text = redis.call('GET', key)
  return text and cjson.decode(text) or {0, 0}
end
local function running(list, before)
  local by, retryIn = nil, 0
  for index, wait in ipairs(list) do
    local left = stateOf(KEYS[before + index])[2] - now
    if left > retryIn then by, retryIn = wait.name, left end
  end
  return by, retryIn
end
local function count(list, before)
  for index, wait in ipairs(list) do
    local key = KEYS[before + index]
    local failures, pause = stateOf(key)[1] + 1, 0
    if failures > wait.free then
      pause = math.min(wait.longestSeconds, wait.firstSeconds * 2 ^ (failures - wait.free - 1)) * 1000
    end
    local state = {failures, pause > 0 and now + pause or 0}
    redis.call('SET', key, cjson.encode(state), 'EX', wait.forgetSeconds)
  end
end
local by, retryIn = running(waits, 0)
if by then return cjson.encode({by = by, retryIn = retryIn}) end
local blind = running(behind, #waits) ~= nil
if ARGV[4] ~= '1' then
  count(waits, 0)
  if not blind then count(behind, #waits) end
end
return cjson.encode({blind = blind})`)

/** KEYS waits; ARGV for each '1' when it starts anew. */
export const takeBackAttempt = changing(
  `
for index, key in ipairs(KEYS) do
  local text = redis.call('GET', key)
  if text then
    local failures = cjson.decode(text)[1] - 1
    if ARGV[index + 1] == '1' or failures <= 0 then redis.call('DEL', key)
    else redis.call('SET', key, cjson.encode({failures, 0}), 'KEEPTTL') end
  end
end`,
  { frees: true },
)

export const waitScripts = [attemptOnce, takeBackAttempt]
