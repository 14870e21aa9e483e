import type { Context } from 'koa'

/**
 * The languages a page is wanted in, best first: the request's `ui_locales` (OpenID Connect Core 3.1.2.1), then the
 * browser's. Strangers' text: anything that is not a plausible BCP 47 tag is left out.
 */
export function preferredLocales(ctx: Context, uiLocales?: unknown): string[] {
  const asked = typeof uiLocales === 'string' ? uiLocales.split(' ') : []
  return [...asked, ...ctx.acceptsLanguages()]
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(tag))
    .slice(0, 10)
}
