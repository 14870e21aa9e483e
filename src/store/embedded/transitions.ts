import type {
  Receipt,
  SealedCode,
  Settlement,
  Terms,
  Verdict,
  Withheld,
} from '../../../interactions/sms-otp/ports.ts'
import { type ChallengeState, liveCode, type StoredCode } from '../challenge-state.ts'

/** What a challenge becomes, as pure functions of its state and the time. The Redis scripts say the same in Lua. */

/** True when nothing typed can be right any more. */
function isDead(state: ChallengeState, now: number): boolean {
  const live = liveCode(state)
  return live === undefined || now >= live.expires || live.tried >= state.tries
}

/** True when a new challenge may take this one's place: it is used, or dead and its cooldown is over. */
export function isReplaceable(state: ChallengeState, now: number): boolean {
  return state.used || (isDead(state, now) && now >= state.resendAt)
}

/** A challenge with its first message. */
export function begin(id: string, code: SealedCode, terms: Terms, now: number): ChallengeState {
  return issue({ id, message: 0, codes: [], resent: 0 }, code, terms, now)
}

/** The next message, or undefined when it is too early, there were too many, or the challenge is used. */
export function resent(
  state: ChallengeState,
  code: SealedCode,
  terms: Terms,
  now: number,
): ChallengeState | undefined {
  if (state.used || state.resent >= terms.resends || now < state.resendAt) return undefined
  return issue({ ...state, resent: state.resent + 1, ...toAvoid(state) }, code, terms, now)
}

/** The newest message's gateway joins the others, unless the message is known to have arrived. */
function toAvoid({ avoid = [], gateway, delivery }: ChallengeState): Pick<ChallengeState, 'avoid'> {
  const failed = gateway === undefined || delivery === 'arrived' ? [] : [gateway]
  const all = [...new Set([...avoid, ...failed])]
  return all.length === 0 ? {} : { avoid: all }
}

type Carried = Pick<ChallengeState, 'id' | 'message' | 'codes' | 'resent' | 'avoid' | 'sent'>

function issue(
  { id, message: last, codes, resent, avoid, sent }: Carried,
  code: SealedCode,
  terms: Terms,
  now: number,
): ChallengeState {
  const message = last + 1
  const expires = now + terms.lifetime
  return {
    id,
    message,
    delivery: 'sending',
    ...(avoid === undefined ? {} : { avoid }),
    ...(sent === undefined ? {} : { sent }),
    sendBy: now + terms.sendDeadline,
    resendAt: now + (terms.cooldowns[resent] ?? terms.cooldowns.at(-1) ?? 0),
    resent,
    resends: terms.resends,
    tries: terms.tries,
    keep: terms.keep,
    until: expires + terms.keep,
    used: false,
    codes: [...codes, { ...code, message, expires, tried: 0 }],
  }
}

/**
 * The state with a gateway's answer in it, or undefined when the answer changes nothing. A send that counts as
 * unknown because nobody answered in time is not settled: a late answer is still the better knowledge. The
 * cooldown of a refused message goes on: whoever presses again at once would only ask a failing gateway.
 */
export function settled(
  state: ChallengeState,
  id: string,
  message: number,
  outcome: Settlement,
  gateway?: string,
): ChallengeState | undefined {
  const open = !state.used && state.delivery === 'sending'
  if (!open || state.id !== id || state.message !== message) return undefined
  const told = { ...state, delivery: outcome, ...(gateway === undefined ? {} : { gateway }) }
  if (outcome === 'refused') return withoutNewest(told)
  return outcome === 'accepted' ? { ...told, sent: true } : told
}

/** A message that a gate withheld: like one that was refused, with a wait of its own. */
export function withheld(
  state: ChallengeState,
  id: string,
  message: number,
  why: Withheld,
  resendAt: number,
): ChallengeState | undefined {
  const open = !state.used && state.delivery === 'sending'
  if (!open || state.id !== id || state.message !== message) return undefined
  return withoutNewest({ ...state, delivery: why, resendAt: Math.max(state.resendAt, resendAt) })
}

function withoutNewest(state: ChallengeState): ChallengeState {
  const codes = state.codes.filter((code) => code.message !== state.message)
  return { ...state, codes, resent: Math.max(0, state.resent - 1) }
}

/** What a receipt may change: `arrived` and `refused` are final, and `undelivered` yields to `arrived` alone. */
export function received(
  state: ChallengeState,
  id: string,
  message: number,
  receipt: Receipt,
): ChallengeState | undefined {
  if (state.used || state.id !== id || state.message !== message) return undefined
  const final = ['arrived', 'refused', 'limited', 'stopped', 'barred', receipt].includes(state.delivery)
  return final ? undefined : { ...state, delivery: receipt }
}

/** A verdict, and the state to be stored with it when it changes anything. */
export interface Judgement {
  readonly verdict: Verdict
  readonly state?: ChallengeState
}

/** Counts, compares, consumes. Without a code that counts the answer is `expired`: a new message is what helps. */
export function judge(
  state: ChallengeState,
  digests: Readonly<Record<string, string>>,
  now: number,
): Judgement {
  if (state.used) return { verdict: { result: 'used' } }
  const live = liveCode(state)
  if (live === undefined || now >= live.expires) return { verdict: { result: 'expired' } }
  if (live.tried >= state.tries) return { verdict: { result: 'spent' } }
  if (matches(live, digests)) return { verdict: { result: 'right' }, state: tombstone(state, now) }
  return miss(state, live, digests)
}

function miss(state: ChallengeState, live: StoredCode, digests: Readonly<Record<string, string>>): Judgement {
  const older = state.codes.slice(0, -1)
  const tried = live.tried + 1
  const triesLeft = state.tries - tried
  const verdict: Verdict = older.some((code) => matches(code, digests))
    ? { result: 'old', triesLeft, live: live.message }
    : { result: 'wrong', triesLeft }
  return { verdict, state: { ...state, codes: [...older, { ...live, tried }] } }
}

/** Digests are keyed (see code.ts): nobody without the key can steer how far this comparison gets. */
function matches(code: SealedCode, digests: Readonly<Record<string, string>>): boolean {
  return Object.hasOwn(digests, code.kid) && digests[code.kid] === code.digest
}

/** What stays after success, so that a second tab is told `used` and not `gone`. */
function tombstone(state: ChallengeState, now: number): ChallengeState {
  return { ...state, used: true, codes: [], until: now + state.keep }
}
