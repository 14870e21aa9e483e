import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import type { Browsers } from './browser.ts'
import { createCookie } from './cookie.ts'
import { keyedDigest } from './digest.ts'

/**
 * Which accounts a browser has signed in before. It opens nothing: such a browser is only not held up by what strangers
 * do to the account's name. The cookie holds no name, and is worth nothing without the browser's own secret.
 */
export interface KnownBrowsers {
  /** @param browser digest of the browser's secret */
  knows(ctx: Context, browser: string, account: string): boolean
  /** After a finished login. The browser's secret is kept as long as the mark, which is worth nothing without it. */
  remember(ctx: Context, browser: string, account: string): void
}

/** Accounts a browser is remembered for: the newest ones. */
const most = 5

const lifetime = 180 * 86_400_000

/** @param keys the first makes marks, all recognise them; @param secure see createCookie */
export function createKnownBrowsers(
  browsers: Pick<Browsers, 'keep'>,
  keys: readonly string[],
  secure: boolean,
): KnownBrowsers {
  const [signing] = keys
  if (signing === undefined) throw new Error('interactions: at least one cookie key is needed')
  const cookie = createCookie('known', secure)
  const marksIn = (ctx: Context) =>
    (cookie.read(ctx) ?? '')
      .split('.')
      .filter((mark) => /^[\w-]{43}$/.test(mark))
      .slice(0, most)

  return {
    knows(ctx, browser, account) {
      const given = marksIn(ctx).map((mark) => Buffer.from(mark))
      if (given.length === 0) return false
      const expected = keys.map((key) => Buffer.from(markUnder(key, browser, account)))
      return given.some((mark) => expected.some((each) => timingSafeEqual(mark, each)))
    },
    remember(ctx, browser, account) {
      browsers.keep(ctx, lifetime)
      const mark = markUnder(signing, browser, account)
      const others = marksIn(ctx).filter((each) => each !== mark)
      cookie.write(ctx, [mark, ...others].slice(0, most).join('.'), lifetime)
    },
  }
}

function markUnder(key: string, browser: string, account: string): string {
  return keyedDigest(key, `latchkey known 1\n${browser}\n${account}`)
}
