import { performance } from 'node:perf_hooks'

/** Redis's clock as this process knows it, in milliseconds since the epoch. */
export interface RedisClock {
  now(): number
  /** By how many milliseconds it is ahead of this machine's. */
  difference(): number
  /** Asks Redis for the time. Leaves the last answer standing when it does not come. */
  measure(): Promise<void>
}

/** From so many milliseconds on the difference is told, each time it is measured. */
const noticeable = 2000

/** That the clocks differ, where they do. @param difference by how many milliseconds Redis's is ahead */
export function clocksApart(difference: number): string | undefined {
  if (Math.abs(difference) < noticeable) return undefined
  const [ahead, behind] = difference > 0 ? ["Redis's", "this machine's"] : ["this machine's", "Redis's"]
  return `${ahead} clock is ${Math.round(Math.abs(difference) / 1000)} seconds ahead of ${behind}`
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
