import type { KoaContextWithOIDC } from 'oidc-provider'

/** True for errors that say "not now": the store does not answer, a queue is full. */
export function isUnavailable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 503
}

/** The library answers what it does not know with 500; for "not now" it is 503, and when to come back. */
export function answerUnavailable(ctx: KoaContextWithOIDC, error: unknown): void {
  if (!isUnavailable(error)) return
  ctx.status = 503
  ctx.set('Retry-After', '5')
}
