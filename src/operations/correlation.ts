import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { Middleware } from 'koa'

/** What ties the log lines of one request, and of one login over its requests, together. */
export interface Correlation {
  /** Of this request; error pages show it. */
  readonly request: string
  /** The caller's address, as far as the configured proxies can be believed. */
  readonly address: string
  /** The provider's id of this login, the same over all its interactions. */
  login?: string
  client?: string
}

const storage = new AsyncLocalStorage<Correlation>()

/** The current request's fields, or undefined outside of one. */
export function correlation(): Correlation | undefined {
  return storage.getStore()
}

/** Gives every request an id of ours; one sent by the caller would be the caller's text in our log. */
export const correlate: Middleware = function correlateRequest(ctx, next) {
  const request = randomUUID()
  ctx.state.requestId = request
  return storage.run({ request, address: ctx.ip }, next)
}

/** Called once a request's login is known. */
export function correlateLogin(login: string, client: string): void {
  const current = storage.getStore()
  if (current !== undefined) Object.assign(current, { login, client })
}
