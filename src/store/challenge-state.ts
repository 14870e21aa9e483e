import type { Barrier } from '../../interactions/sms-otp/failures.ts'
import type { ChallengeView, Delivery, SealedCode } from '../../interactions/sms-otp/ports.ts'
import { readObject } from './read-object.ts'

/**
 * A challenge at rest, the same document in both stores. Times are milliseconds since the epoch by the store's
 * clock. Limits are copied from the terms, since a try or a look brings none.
 */
export interface ChallengeState {
  readonly id: string
  /** Number of the newest message. */
  readonly message: number
  /** As settled; see deliveryAt for what time makes of it. */
  readonly delivery: Delivery
  /** Who carried the newest message, once that is known. */
  readonly gateway?: string
  /** Who carried the earlier ones without a receipt that they arrived. Left out when empty. */
  readonly avoid?: readonly string[]
  readonly sendBy: number
  readonly resendAt: number
  /** Resends admitted and not refused by the gateway. */
  readonly resent: number
  readonly resends: number
  readonly tries: number
  readonly keep: number
  /** When the record itself goes. */
  readonly until: number
  readonly used: boolean
  /** True once a gateway took one of its messages. */
  readonly sent?: boolean
  /** By message, ascending. The last one counts; a refused message's code is not among them. Empty once used. */
  readonly codes: readonly StoredCode[]
}

export interface StoredCode extends SealedCode {
  readonly message: number
  readonly expires: number
  /** Wrong tries so far. */
  readonly tried: number
}

/** The code that counts now. None after the first message was refused, and none once the challenge is used. */
export function liveCode(state: ChallengeState): StoredCode | undefined {
  return state.codes.at(-1)
}

/**
 * What the code page may know. A challenge whose first message was refused has no code: it shows its newest
 * message as the live one, expired, with every try left.
 */
export function viewOf(state: ChallengeState, now: number, barrier?: Barrier): ChallengeView {
  const live = liveCode(state)
  return {
    id: state.id,
    message: state.message,
    live: live?.message ?? state.message,
    delivery: deliveryAt(state, now),
    triesLeft: Math.max(0, state.tries - (live?.tried ?? 0)),
    resendsLeft: Math.max(0, state.resends - state.resent),
    resendIn: Math.max(0, state.resendAt - now),
    expiresIn: Math.max(0, (live?.expires ?? now) - now),
    used: state.used,
    ...(state.avoid === undefined ? {} : { avoid: state.avoid }),
    ...(barrier === undefined ? {} : { barrier }),
  }
}

function deliveryAt(state: ChallengeState, now: number): Delivery {
  return state.delivery === 'sending' && now >= state.sendBy ? 'unknown' : state.delivery
}

const numbers = ['message', 'sendBy', 'resendAt', 'resent', 'resends', 'tries', 'keep', 'until'] as const
const codeNumbers = ['message', 'expires', 'tried'] as const
const deliveries: readonly unknown[] = [
  'sending',
  'accepted',
  'refused',
  'unknown',
  'arrived',
  'undelivered',
  'limited',
  'stopped',
  'barred',
] satisfies Delivery[]

/**
 * Reads a stored challenge with its types checked: a counter that came back as something else must not count.
 *
 * @throws when it is not one of ours. Taking it for "no challenge" would hand out fresh tries.
 */
export function readState(text: string): ChallengeState {
  const stored = readObject(text)
  // Lua's JSON cannot tell an empty list from an empty object, so an empty list is left out.
  const state = { used: false, codes: [], ...stored }
  if (!isState(state)) throw new TypeError('a stored challenge cannot be read')
  return state
}

function isState(state: Record<string, unknown>): state is Record<string, unknown> & ChallengeState {
  return (
    typeof state.id === 'string' &&
    typeof state.used === 'boolean' &&
    deliveries.includes(state.delivery) &&
    (state.sent === undefined || typeof state.sent === 'boolean') &&
    (state.gateway === undefined || typeof state.gateway === 'string') &&
    (state.avoid === undefined || isNames(state.avoid)) &&
    numbers.every((name) => Number.isSafeInteger(state[name])) &&
    Array.isArray(state.codes) &&
    state.codes.every(isCode)
  )
}

function isNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((name) => typeof name === 'string')
}

function isCode(code: Record<string, unknown>): boolean {
  const sealed = typeof code.kid === 'string' && typeof code.digest === 'string'
  return sealed && codeNumbers.every((name) => Number.isSafeInteger(code[name]))
}
