import type { TestContext } from 'node:test'
import type { Store } from '../../../src/store/store.ts'

/** A store of a test's own, or one that others use too: tests choose ids that nobody else has. */
export interface OpenedStore {
  readonly store: Store
  /** Lets the store's clock go on by so many milliseconds: at once where it is injected, by waiting where it is not. */
  pass(milliseconds: number): Promise<void>
}

export type OpenStore = (t: TestContext) => Promise<OpenedStore>

/** Does the same so many times at once; what each came to, in no order. */
export function atOnce<T>(
  times: number,
  work: (index: number) => Promise<T>,
): Promise<PromiseSettledResult<T>[]> {
  return Promise.allSettled(Array.from({ length: times }, (_, index) => work(index)))
}

/** The values of those that resolved. */
export function resolved<T>(results: readonly PromiseSettledResult<T>[]): T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

/** The reasons of those that rejected. */
export function rejected(results: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
}
