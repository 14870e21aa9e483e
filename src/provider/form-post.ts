import type { Middleware } from 'koa'
import { preferredLocales } from '../../interactions/locale.ts'
import type { Pages } from '../../interactions/pages/index.ts'

/** How the library's own page begins. No page of ours does, whatever strangers' text is on it. */
const libraryPage = '<!DOCTYPE html>\n<html>\n<head>\n  <meta http-equiv="X-UA-Compatible"'

/** What it has a hook for nowhere: the form, up to the button for browsers without scripts. Values in it are escaped. */
const formOf = /<form method="post"[\s\S]*?(?=<noscript>)/

/**
 * The library's page with a form that sends itself to a client (Form Post Response Mode 2) or ends the session of whoever
 * signed in before, as a page of ours: with a language, a title and a button, and a script from a file, so that the policy
 * stays as it is for all pages. Should the library's page look otherwise one day it goes out as it is, and works.
 */
export function formPostPage(pages: Pages): Middleware {
  return async function showFormPost(ctx, next) {
    const policy = ctx.response.get('Content-Security-Policy')
    await next()
    if (typeof ctx.body !== 'string' || !ctx.body.startsWith(libraryPage)) return
    const form = formOf.exec(ctx.body)?.[0]
    if (form === undefined) return
    ctx.body = pages.render({ page: 'form-post', form }, preferredLocales(ctx, ctx.query.ui_locales))
    ctx.set('Content-Security-Policy', policy)
  }
}
