import type { Context } from 'koa'
import { createMemory } from './memory.ts'

const known = createMemory<readonly string[]>(200)

/**
 * The languages a page is wanted in, best first: the request's `ui_locales` (OpenID Connect Core 3.1.2.1), then the
 * account's, once it is known, then the browser's. Strangers' text: anything that is not a plausible BCP 47 tag is left out.
 */
export function preferredLocales(ctx: Context, uiLocales?: unknown, account = ''): readonly string[] {
  const asked = typeof uiLocales === 'string' ? uiLocales : ''
  return known(`${asked}\n${account}\n${ctx.get('accept-language')}`, () =>
    wishedLocales(asked, account, ctx.acceptsLanguages()),
  )
}

/** The same from what they say; `''` where one of them says nothing. */
export function wishedLocales(
  uiLocales: string,
  account: string,
  browser: readonly string[],
): readonly string[] {
  return [...uiLocales.split(' '), account, ...browser]
    .filter((tag) => /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(tag))
    .slice(0, 10)
}

/**
 * The best language there is for a person's wishes (RFC 4647 section 3.4, lookup): each wish is shortened from its end
 * until one fits, before the next is looked at.
 *
 * @param known tags in lower case
 * @param wishes BCP 47, best first
 */
export function lookUp(known: { has(tag: string): boolean }, wishes: readonly string[]): string | undefined {
  for (const wish of wishes) {
    const parts = wish.toLowerCase().split('-')
    for (let length = parts.length; length > 0; length--) {
      const tag = parts.slice(0, length).join('-')
      if (known.has(tag)) return tag
    }
  }
  return undefined
}
