import type { Barrier, Consequence, CountedTry } from '../../../interactions/sms-otp/failures.ts'
import type {
  Attempted,
  ChallengeStore,
  ChallengeView,
  Place,
  SealedCode,
  Terms,
  Verdict,
} from '../../../interactions/sms-otp/ports.ts'
import { readState, viewOf } from '../challenge-state.ts'
import { readObject } from '../read-object.ts'
import {
  openChallenge,
  receiveChallenge,
  resendChallenge,
  settleChallenge,
  verifyChallenge,
  viewChallenge,
  withholdMessage,
} from './challenge-scripts.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'
import {
  attemptFactor,
  forgiveFactor,
  forgiveFailures,
  lookAtBarrier,
  succeedFactor,
} from './failure-scripts.ts'
import { accountKey, placeKey } from './keys.ts'

/** Challenges in Redis, one script a method, by Redis's clock. See ChallengeStore. */
export function redisChallenges(connection: Connection, prefix: string): ChallengeStore {
  const keyOf = (place: Place) => placeKey(prefix, 'challenge', place)
  const failuresOf = (account: string) => accountKey(prefix, account, 'failures')
  const both = (place: Place) => [keyOf(place), failuresOf(place.account)]
  return {
    async open(place, id, code, terms) {
      const args = [id, ...told(code, terms)]
      const [opened, now, text, barrier] = listOf(await connection.run(openChallenge, both(place), args))
      const known = view(now, text, barrier)
      if (opened !== 1) return { opened: false, view: known }
      return { opened: true, view: known ?? broken('a challenge without a state') }
    },
    async resend(place, code, terms) {
      const reply = await connection.run(resendChallenge, both(place), told(code, terms))
      const [admitted, now, text, barrier] = listOf(reply)
      return { admitted: admitted === 1, view: view(now, text, barrier) }
    },
    async settle(place, id, message, outcome, gateway = '') {
      return (await connection.run(settleChallenge, [keyOf(place)], [id, message, outcome, gateway])) === 1
    },
    async withhold(place, id, message, why, retryIn) {
      await connection.run(withholdMessage, [keyOf(place)], [id, message, why, Math.ceil(retryIn)])
    },
    async receive(place, id, message, receipt) {
      await connection.run(receiveChallenge, [keyOf(place)], [id, message, receipt])
    },
    async verify(place, digests, bounds) {
      const args = [JSON.stringify(digests), JSON.stringify(bounds)]
      return verdictOf(listOf(await connection.run(verifyChallenge, both(place), args)))
    },
    async view(place) {
      const [now, text, barrier] = listOf(await connection.run(viewChallenge, both(place)))
      return view(now, text, barrier)
    },
    barrier: async (account, factor = 'sms') =>
      barrierIn(await connection.run(lookAtBarrier, [failuresOf(account)], [factor])),
    async attempt(account, factor, bounds) {
      const args = [factor, JSON.stringify(bounds)]
      return attemptedIn(listOf(await connection.run(attemptFactor, [failuresOf(account)], args)))
    },
    async succeed(account, counted) {
      const args = [counted.factor, JSON.stringify(counted)]
      await connection.run(succeedFactor, [failuresOf(account)], args)
    },
    async forgive(account, factor) {
      if (factor === undefined) await connection.run(forgiveFailures, [failuresOf(account)])
      else await connection.run(forgiveFactor, [failuresOf(account)], [factor])
    },
  }
}

/** Exactly what the scripts know: whatever else the objects carry stays here. */
function told(
  { kid, digest }: SealedCode,
  { lifetime, tries, resends, cooldowns, sendDeadline, keep }: Terms,
): [string, string] {
  const terms = { lifetime, tries, resends, cooldowns, sendDeadline, keep }
  return [JSON.stringify({ kid, digest }), JSON.stringify(terms)]
}

function view(now: unknown, text: unknown, barrier: unknown): ChallengeView | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return viewOf(readState(text), integer(now), barrierIn(barrier))
  } catch (error) {
    throw unavailable(error)
  }
}

function barrierIn(text: unknown): Barrier | undefined {
  if (typeof text !== 'string') return undefined
  const { kind, retryIn, slow } = readObject(text) ?? {}
  return kind === 'disabled' ? { kind } : { kind: 'locked', retryIn: integer(retryIn), slow: slow === true }
}

function attemptedIn([barrier, counted]: readonly unknown[]): Attempted {
  const found = barrierIn(barrier)
  if (found !== undefined) return { barrier: found }
  const read = typeof counted === 'string' ? readObject(counted) : undefined
  // Our own words, which come back to us: whoever counted knows what they mean.
  return read === undefined ? broken('a try without a count') : { counted: read as unknown as CountedTry }
}

function verdictOf([result, triesLeft, live, consequence]: readonly unknown[]): Verdict {
  switch (result) {
    case 'wrong':
      return { result, triesLeft: integer(triesLeft), ...(isConsequence(consequence) && { consequence }) }
    case 'old':
      return { result, triesLeft: integer(triesLeft), live: integer(live) }
    case 'right':
    case 'expired':
    case 'spent':
    case 'used':
    case 'gone':
    case 'locked':
      return { result }
    default:
      return broken('an unknown verdict')
  }
}

function isConsequence(value: unknown): value is Consequence {
  return value === 'locked' || value === 'slowed' || value === 'disabled'
}

function listOf(reply: unknown): readonly unknown[] {
  return Array.isArray(reply) ? reply : broken('a reply that is no list')
}

function integer(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? value
    : broken('a reply that is no number')
}

function broken(what: string): never {
  throw unavailable(new Error(what))
}
