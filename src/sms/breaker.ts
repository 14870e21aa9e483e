import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhenResult,
} from 'cockatiel'
import { type Judgement, refusal } from './outcome.ts'

/** Failures one after the other that open it, and how long it stays open: longer each time a probe fails. */
const usual = { failures: 5, pause: { initialDelay: 10_000, maxDelay: 120_000 } }

export interface Breaker {
  /**
   * Does the work, or refuses at once while the gateway is left alone; then one call at a time goes through as a probe.
   *
   * @param recipient whose message it is: answers about one of them alone open nothing
   */
  run(recipient: string, work: () => Promise<Judgement>): Promise<Judgement>
  /** Whether the gateway is left alone now. */
  isOpen(): boolean
}

interface Counted {
  readonly judgement: Judgement
  readonly counts: boolean
}

/**
 * Leaves a gateway alone that keeps failing, and for as long as it asks to be left alone. What a gateway says about
 * one recipient is no failure of its own.
 */
export function createBreaker(clock: () => number = Date.now): Breaker {
  const policy = circuitBreaker(
    handleWhenResult((result) => (result as Counted).counts),
    { halfOpenAfter: new ExponentialBackoff(usual.pause), breaker: new ConsecutiveBreaker(usual.failures) },
  )
  let busyUntil = 0
  /** Who got the newest failing answer. A number that is always answered 403 must not shut the others out. */
  let refusedLast: string | undefined

  function counted(recipient: string, judgement: Judgement): Counted {
    if (!isFailure(judgement)) return { judgement, counts: false }
    const again = judgement.status !== undefined && recipient === refusedLast
    refusedLast = recipient
    return { judgement, counts: !again }
  }

  return {
    isOpen: () => clock() < busyUntil || policy.state === CircuitState.Open,
    async run(recipient, work) {
      if (clock() < busyUntil) return refusal('asked to be left alone')
      // The policy would have this one wait for the probe; there may be another gateway, and a person waits.
      if (policy.state === CircuitState.HalfOpen) return refusal('circuit open')
      try {
        const { judgement } = await policy.execute(async () => counted(recipient, await work()))
        // After a 202 a Retry-After says when to look again, and after a bad number it speaks of that number.
        const pause = isFailure(judgement) ? (judgement.retryAfterMs ?? 0) : 0
        busyUntil = Math.max(busyUntil, clock() + pause)
        return judgement
      } catch (error) {
        if (error instanceof BrokenCircuitError) return refusal('circuit open')
        throw error
      }
    },
  }
}

function isFailure({ class: means }: Judgement): boolean {
  return means !== 'accepted' && means !== 'recipient-refused'
}
