import { performance } from 'node:perf_hooks'

/** Redis's clock as this process knows it, in milliseconds since the epoch. */
export interface RedisClock {
  now(): number
  /** By how many milliseconds it is ahead of this machine's. */
  difference(): number
  /** Asks Redis for the time. Leaves the last answer standing when it does not come. */
  measure(): Promise<void>
}

/**
 * Rests on the monotonic clock, so that setting this machine's time moves no deadline; what is left is the drift
 * between two machines since the last measurement.
 *
 * @param time Redis's TIME: seconds and microseconds
 */
export function createRedisClock(time: () => Promise<readonly (string | number)[]>): RedisClock {
  let offset = performance.timeOrigin
  return {
    now: () => performance.now() + offset,
    difference: () => performance.now() + offset - Date.now(),
    async measure() {
      const before = performance.now()
      const [seconds, microseconds] = (await time()).map(Number)
      const middle = (before + performance.now()) / 2
      const measured = Number(seconds) * 1000 + Number(microseconds) / 1000 - middle
      if (Number.isFinite(measured)) offset = measured
    },
  }
}
