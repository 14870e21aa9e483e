import type {
  ChallengeStore,
  ChallengeView,
  Place,
  SealedCode,
  Terms,
  Verdict,
} from '../../../interactions/sms-otp/ports.ts'
import { readState, viewOf } from '../challenge-state.ts'
import {
  openChallenge,
  receiveChallenge,
  resendChallenge,
  settleChallenge,
  verifyChallenge,
  viewChallenge,
} from './challenge-scripts.ts'
import type { Connection } from './connection.ts'
import { unavailable } from './failure.ts'

/** Challenges in Redis, one script a method, by Redis's clock. See ChallengeStore. */
export function redisChallenges(connection: Connection, prefix: string): ChallengeStore {
  // The account is the hash tag: whatever belongs to it is in one slot. Encoded, no name can pose as another place.
  const keyOf = ({ account, purpose, browser }: Place) =>
    `${prefix}{${encodeURIComponent(account)}}:challenge:${[purpose, browser].map(encodeURIComponent).join(':')}`
  return {
    async open(place, id, code, terms) {
      const reply = await connection.run(openChallenge, [keyOf(place)], [id, ...told(code, terms)])
      const [opened, now, text] = listOf(reply)
      return { opened: opened === 1, view: view(now, text) ?? broken('a challenge without a state') }
    },
    async resend(place, code, terms) {
      const [admitted, now, text] = listOf(
        await connection.run(resendChallenge, [keyOf(place)], told(code, terms)),
      )
      return { admitted: admitted === 1, view: view(now, text) }
    },
    async settle(place, id, message, outcome, gateway = '') {
      await connection.run(settleChallenge, [keyOf(place)], [id, message, outcome, gateway])
    },
    async receive(place, id, message, receipt) {
      await connection.run(receiveChallenge, [keyOf(place)], [id, message, receipt])
    },
    async verify(place, digests) {
      const reply = await connection.run(verifyChallenge, [keyOf(place)], [JSON.stringify(digests)])
      return verdictOf(listOf(reply))
    },
    async view(place) {
      const [now, text] = listOf(await connection.run(viewChallenge, [keyOf(place)]))
      return view(now, text)
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

function view(now: unknown, text: unknown): ChallengeView | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return viewOf(readState(text), integer(now))
  } catch (error) {
    throw unavailable(error)
  }
}

function verdictOf([result, triesLeft, live]: readonly unknown[]): Verdict {
  switch (result) {
    case 'wrong':
      return { result, triesLeft: integer(triesLeft) }
    case 'old':
      return { result, triesLeft: integer(triesLeft), live: integer(live) }
    case 'right':
    case 'expired':
    case 'spent':
    case 'used':
    case 'gone':
      return { result }
    default:
      return broken('an unknown verdict')
  }
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
