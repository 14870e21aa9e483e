import { changing } from './script.ts'

/** A wait is a JSON list: failures, and until when nothing is tried. The rules are those of embedded/limits.ts. */

/** KEYS waits; ARGV the waits. Answers JSON: by, retryIn. */
export const attemptOnce = changing(`
local waits, states = cjson.decode(ARGV[2]), {}
local by, retryIn = nil, 0
for index, wait in ipairs(waits) do
  local text = redis.call('GET', KEYS[index])
  states[index] = text and cjson.decode(text) or {0, 0}
  local left = states[index][2] - now
  if left > retryIn then by, retryIn = wait.name, left end
end
if not by then
  for index, wait in ipairs(waits) do
    local failures, pause = states[index][1] + 1, 0
    if failures > wait.free then
      pause = math.min(wait.longestSeconds, wait.firstSeconds * 2 ^ (failures - wait.free - 1)) * 1000
    end
    local state = {failures, pause > 0 and now + pause or 0}
    redis.call('SET', KEYS[index], cjson.encode(state), 'EX', wait.forgetSeconds)
  end
end
return cjson.encode({by = by, retryIn = retryIn})`)

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
