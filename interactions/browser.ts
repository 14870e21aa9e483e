import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import { createCookie } from './cookie.ts'
import { digestOf, keyedDigest } from './digest.ts'
import { createMemory } from './memory.ts'

/**
 * The browser's own secret, apart from the interaction cookie: codes and forms are bound to it, so that neither
 * works in another browser even for somebody who got hold of a login's address and cookie.
 */
export interface Browsers {
  /** Digest of this browser's secret; on first sight a secret is made and set as a cookie. */
  identify(ctx: Context): string
  /** Digest of the secret the request carries, if it carries one. */
  recognise(ctx: Context): string | undefined
  /** Has the browser keep the secret it carries after it is closed. @param lifetime milliseconds */
  keep(ctx: Context, lifetime: number): void
  /** The token of every form of this login in this browser. */
  formToken(uid: string, browser: string): string
  /** Whether a posted token is that token, under any of the keys. Constant time. */
  formTokenFits(uid: string, browser: string, token: unknown): boolean
}

/**
 * @param keys the first makes tokens, all recognise them
 * @param secure see createCookie
 */
export function createBrowsers(keys: readonly string[], secure: boolean): Browsers {
  const [signing] = keys
  if (signing === undefined) throw new Error('interactions: at least one cookie key is needed')
  const cookie = createCookie('browser', secure)
  // The pages of one login ask for the same few.
  const remembered = createMemory<string>(256)
  const tokenUnder = (key: string, uid: string, browser: string) =>
    remembered([key, uid, browser].join('\n'), () => keyedDigest(key, `latchkey form 1\n${uid}\n${browser}`))

  function secretIn(ctx: Context): string | undefined {
    const secret = cookie.read(ctx)
    return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined
  }

  return {
    recognise(ctx) {
      const secret = secretIn(ctx)
      return secret === undefined ? undefined : digestOf(secret)
    },
    identify(ctx) {
      const known = secretIn(ctx)
      if (known !== undefined) return digestOf(known)
      const secret = randomBytes(32).toString('base64url')
      cookie.write(ctx, secret)
      return digestOf(secret)
    },
    keep(ctx, lifetime) {
      const secret = secretIn(ctx)
      if (secret !== undefined) cookie.write(ctx, secret, lifetime)
    },
    formToken: (uid, browser) => tokenUnder(signing, uid, browser),
    formTokenFits(uid, browser, token) {
      if (typeof token !== 'string') return false
      const given = Buffer.from(token)
      return keys.some((key) => {
        const expected = Buffer.from(tokenUnder(key, uid, browser))
        return expected.length === given.length && timingSafeEqual(expected, given)
      })
    },
  }
}
