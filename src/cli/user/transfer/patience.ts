import { setTimeout as sleep } from 'node:timers/promises'
import { StoreUnavailableError } from '../../../store/store.ts'

/** Milliseconds before the next try. */
const waits = [500, 1000, 2000, 4000, 8000]

/**
 * Does something that may be done twice, again where the store did not answer in time: an import keeps it busier than
 * anybody who signs in does. @throws StoreUnavailableError when it is away for longer
 */
export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  for (const wait of waits) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error
      await sleep(wait)
    }
  }
  return work()
}
