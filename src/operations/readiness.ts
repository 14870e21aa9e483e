import { setTimeout as wait } from 'node:timers/promises'

/** Whether requests should come here. */
export interface Readiness {
  /** `ready`, or in a few words why not. Never rejects. */
  check(): Promise<'ready' | 'stopping' | 'the store does not answer' | 'the clock is wrong'>
  /** From now on it is not. */
  stop(): void
}

/** Milliseconds the store may take to answer whoever asks; balancers ask with short times of their own. */
const patience = 500

/**
 * How far this machine's clock may be from the store's. The library compares the ends of what it issues with this one,
 * so that beyond it codes and tokens end long before or after their time. Milliseconds.
 */
const clockTolerance = 10_000

/** What is looked at. */
interface Watched {
  /** However many ask us at once, it is asked once. */
  ping(): Promise<void>
  /** By how many milliseconds the store's clock is ahead of this machine's. */
  clockDifference(): number
}

export function createReadiness({ ping, clockDifference }: Watched): Readiness {
  let stopping = false
  let asking: Promise<boolean> | undefined

  async function answers(): Promise<boolean> {
    const late = new AbortController()
    const slow = wait(patience, false, { signal: late.signal })
    const asked = ping().then(
      () => true,
      () => false,
    )
    const answered = await Promise.race([asked, slow])
    late.abort()
    slow.catch(() => {})
    return answered
  }

  return {
    async check() {
      if (stopping) return 'stopping'
      asking ??= answers().finally(() => {
        asking = undefined
      })
      const answered = await asking
      if (stopping) return 'stopping'
      if (!answered) return 'the store does not answer'
      return Math.abs(clockDifference()) > clockTolerance ? 'the clock is wrong' : 'ready'
    },
    stop() {
      stopping = true
    },
  }
}
