import type { Middleware } from 'koa'
import type { Store } from '../store/store.ts'

/**
 * No answer leaves before every write it rests on is known to be done. The Redis store lets the provider's writes of
 * one request overlap; here they come together, and one that failed replaces the answer.
 */
export function settleWrites(store: Store): Middleware {
  return async function settleStoreWrites(ctx, next) {
    await next()
    await store.settled(ctx)
  }
}
