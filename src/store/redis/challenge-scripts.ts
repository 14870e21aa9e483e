import { countFailures, failureScripts, loadFailures } from './failure-scripts.ts'
import { changing, reading } from './script.ts'

/**
 * A challenge is one JSON document (see challenge-state.ts) under one key; the rules are those of
 * embedded/transitions.ts, told again in Lua. One contract suite holds both to the same behaviour.
 */

const load = `
local text = redis.call('GET', KEYS[1])
local state = text and cjson.decode(text)
if state then state.codes = state.codes or {} end`

const store = `
local function store(state)
  if #state.codes == 0 then state.codes = nil end
  local text = cjson.encode(state)
  redis.call('SET', KEYS[1], text, 'PX', math.max(1, state['until'] - now))
  return text
end`

const issue = `
local function issue(id, last, resent, codes, code, terms, avoid, sent)
  local message, expires = last + 1, now + terms.lifetime
  local cooldowns = terms.cooldowns
  code.message, code.expires, code.tried = message, expires, 0
  codes[#codes + 1] = code
  return {
    id = id, message = message, delivery = 'sending', sendBy = now + terms.sendDeadline,
    resendAt = now + (cooldowns[resent + 1] or cooldowns[#cooldowns] or 0), resent = resent,
    resends = terms.resends, tries = terms.tries, keep = terms.keep, ['until'] = expires + terms.keep,
    used = false, codes = codes, avoid = avoid, sent = sent
  }
end`

/** KEYS challenge, failures; ARGV id, code, terms. Answers whether it was opened, the time, the state, the barrier. */
export const openChallenge = changing(`${load}${store}${issue}${loadFailures}
if barrier then return {0, now, text, barrier} end
if state and not state.used then
  local live = state.codes[#state.codes]
  local dead = not live or now >= live.expires or live.tried >= state.tries
  if not dead or now < state.resendAt then return {0, now, text} end
end
return {1, now, store(issue(ARGV[2], 0, 0, {}, cjson.decode(ARGV[3]), cjson.decode(ARGV[4])))}`)

/** KEYS challenge, failures; ARGV code, terms. Answers whether it was admitted, the time, the state, the barrier. */
export const resendChallenge = changing(`${load}${store}${issue}${loadFailures}
if not state then return {0, now} end
if barrier then return {0, now, text, barrier} end
local terms = cjson.decode(ARGV[3])
if state.used or state.resent >= terms.resends or now < state.resendAt then return {0, now, text} end
local avoid, known = state.avoid or {}, not state.gateway or state.delivery == 'arrived'
for _, name in ipairs(avoid) do known = known or name == state.gateway end
if not known then avoid[#avoid + 1] = state.gateway end
if #avoid == 0 then avoid = nil end
local code = cjson.decode(ARGV[2])
return {1, now, store(issue(state.id, state.message, state.resent + 1, state.codes, code, terms, avoid, state.sent))}`)

const ifSending = `
if not state or state.used or state.delivery ~= 'sending' then return end
if state.id ~= ARGV[2] or state.message ~= tonumber(ARGV[3]) then return end
local function withoutNewest()
  table.remove(state.codes)
  state.resent = math.max(0, state.resent - 1)
end`

/** KEYS challenge; ARGV id, message, outcome, gateway or ''. Answers 1 for the first message that a gateway took. */
export const settleChallenge = changing(`${load}${store}${ifSending}
state.delivery = ARGV[4]
if ARGV[5] ~= '' then state.gateway = ARGV[5] end
local first = ARGV[4] == 'accepted' and not state.sent
if first then state.sent = true end
if ARGV[4] == 'refused' then withoutNewest() end
store(state)
return first and 1 or 0`)

/** KEYS challenge; ARGV id, message, why, wait in ms */
export const withholdMessage = changing(`${load}${store}${ifSending}
state.delivery = ARGV[4]
state.resendAt = math.max(state.resendAt, now + tonumber(ARGV[5]))
withoutNewest()
store(state)`)

/** KEYS challenge; ARGV id, message, receipt */
export const receiveChallenge = changing(`${load}${store}
if not state or state.used or state.id ~= ARGV[2] or state.message ~= tonumber(ARGV[3]) then return end
local delivery = state.delivery
local final = {arrived = true, refused = true, limited = true, stopped = true, barred = true}
if final[delivery] or delivery == ARGV[4] then return end
state.delivery = ARGV[4]
store(state)`)

/** KEYS challenge, failures; ARGV digests by kid, bounds. Answers the verdict's result, tries left, live message, consequence. */
export const verifyChallenge = changing(`${load}${store}${countFailures}
if not state then return {'gone'} end
if state.used then return {'used'} end
if barrier then return {'locked'} end
local live = state.codes[#state.codes]
if not live or now >= live.expires then return {'expired'} end
if live.tried >= state.tries then return {'spent'} end
live.tried = live.tried + 1
local digests = cjson.decode(ARGV[2])
if digests[live.kid] == live.digest then
  state.used, state.codes, state['until'] = true, {}, now + state.keep
  store(state)
  succeed('sms')
  return {'right'}
end
local result = 'wrong'
for position = 1, #state.codes - 1 do
  local code = state.codes[position]
  if digests[code.kid] == code.digest then result = 'old' end
end
local left, message = state.tries - live.tried, live.message
store(state)
local consequence = result == 'wrong' and fail('sms', cjson.decode(ARGV[3])) or nil
return {result, left, message, consequence}`)

/** KEYS challenge, failures. Answers the time, the state and the barrier. */
export const viewChallenge = reading(`${loadFailures}
return {now, redis.call('GET', KEYS[1]), barrier}`)

export const challengeScripts = [
  openChallenge,
  resendChallenge,
  settleChallenge,
  withholdMessage,
  receiveChallenge,
  verifyChallenge,
  viewChallenge,
  ...failureScripts,
]
