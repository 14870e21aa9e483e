import type { AdapterFactory } from 'oidc-provider'
import type { PendingStore } from '../../interactions/pending.ts'
import type { ChallengeStore } from '../../interactions/sms-otp/ports.ts'
import type { ReceiptStore } from '../../interactions/sms-otp/receipt-store.ts'
import type { ActivityStore } from '../accounts/activity.ts'
import type { AccountStore } from '../accounts/store.ts'
import type { LimitStore } from '../limits/ports.ts'

/** Everything that outlives a process, behind ports that both stores implement. */
export interface Store {
  readonly kind: 'embedded' | 'redis'
  /** Sessions, grants, tokens, interactions: oidc-provider's own records. */
  readonly adapter: AdapterFactory
  readonly challenges: ChallengeStore
  readonly receipts: ReceiptStore
  readonly pending: PendingStore
  readonly limits: LimitStore
  readonly accounts: AccountStore
  readonly activity: ActivityStore
  /**
   * Resolves when every write that the provider began during this request is done, rejects when one is not. `context`
   * is the request's Koa context. A store whose writes are done when the adapter answers has nothing to wait for.
   */
  settled(context: object): Promise<void>
  /** Rejects, within a second, when the store cannot be read and written. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The store could not answer in time or at all. Whoever catches it must say no: nothing is known. */
export class StoreUnavailableError extends Error {
  override name = 'StoreUnavailableError'
  readonly code = 'store_unavailable'
  /** Koa and our error page turn these into a 503 that says when to come back. */
  readonly status = 503
}
