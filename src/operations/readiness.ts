import { setTimeout as wait } from 'node:timers/promises'

/** Whether requests should come here. */
export interface Readiness {
  /** `ready`, or in a few words why not. Never rejects. */
  check(): Promise<'ready' | 'stopping' | 'the store does not answer'>
  /** From now on it is not. */
  stop(): void
}

/** Milliseconds the store may take to answer whoever asks; balancers ask with short times of their own. */
const patience = 500

/** @param ping asks the store; however many ask us at once, it is asked once */
export function createReadiness(ping: () => Promise<void>): Readiness {
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
      return stopping ? 'stopping' : answered ? 'ready' : 'the store does not answer'
    },
    stop() {
      stopping = true
    },
  }
}
