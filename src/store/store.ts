import type { AdapterFactory } from 'oidc-provider'
import type { PendingStore } from '../../interactions/pending.ts'
import type { ChallengeStore } from '../../interactions/sms-otp/ports.ts'
import type { ReceiptStore } from '../../interactions/sms-otp/receipt-store.ts'
import type { ActivityStore } from '../accounts/activity.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { LimitStore } from '../limits/ports.ts'
import type { DurableStore } from './durable.ts'

/** Everything that outlives a process, behind ports that both stores implement. */
export interface Store {
  readonly kind: 'embedded' | 'redis'
  /** Sessions, grants, tokens, interactions: oidc-provider's own records. */
  readonly adapter: AdapterFactory
  readonly sessionMoves: SessionMoves
  readonly challenges: ChallengeStore
  readonly receipts: ReceiptStore
  readonly pending: PendingStore
  readonly limits: LimitStore
  readonly accounts: AccountStore
  readonly activity: ActivityStore
  readonly durable: DurableStore
  /**
   * Resolves when every write that the provider began during this request is done, rejects when one is not. `context`
   * is the request's Koa context. A store whose writes are done when the adapter answers has nothing to wait for.
   */
  settled(context: object): Promise<void>
  /** Rejects, within a second, when the store cannot be read and written. */
  ping(): Promise<void>
  /** By how many milliseconds the store's clock is ahead of this machine's, as it was measured within the last minute. */
  clockDifference(): number
  close(): Promise<void>
}

/** For how long it is known that a session's id was given up: longer than requests of one browser overlap. Milliseconds. */
export const movedFor = 10_000

/**
 * A session gets another id at each sign-in, and none at its end; the old id opens nothing from that moment on. Other
 * tabs of the browser may still come with it, or be under way: they are told, so that they do not put an empty session
 * in the place of the new one.
 */
export interface SessionMoves {
  /** Whether this id was given up less than `movedFor` ago. `context` is the request's Koa context. */
  hasMoved(context: object, id: string): Promise<boolean>
  /** Whether this request wanted to save a session whose id had been given up meanwhile. Known once it has settled. */
  wasLost(context: object): boolean
}

/** The store could not answer in time or at all. Whoever catches it must say no: nothing is known. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
  readonly code = 'store_unavailable'
  /** Koa and our error page turn these into a 503 that says when to come back. */
  readonly status = 503
}
