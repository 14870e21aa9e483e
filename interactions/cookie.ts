import type { Context } from 'koa'

/** A cookie of ours: for this host alone, out of reach of scripts and of other sites' forms. */
export interface Cookie {
  read(ctx: Context): string | undefined
  /** @param maxAge milliseconds; left out, it goes with the browser */
  write(ctx: Context, value: string, maxAge?: number): void
}

/** @param secure true for https: it is then `__Host-` prefixed and `Secure` */
export function createCookie(title: string, secure: boolean): Cookie {
  const name = `${secure ? '__Host-' : ''}latchkey_${title}`
  return {
    read: (ctx) => ctx.cookies.get(name, { signed: false }),
    write(ctx, value, maxAge) {
      ctx.cookies.set(name, value, {
        signed: false,
        httpOnly: true,
        sameSite: 'lax',
        path: '/',
        secure,
        overwrite: true,
        ...(maxAge === undefined ? {} : { maxAge }),
      })
    },
  }
}
