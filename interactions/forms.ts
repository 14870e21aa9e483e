import { bodyParser } from '@koa/bodyparser'
import type { Context } from 'koa'
import type { Browsers } from './browser.ts'
import { NoticeError } from './notice.ts'
import type { Fields } from './step.ts'

/** Where our forms come from and how they are told. */
export interface FormOrigin {
  readonly browsers: Browsers
  /** The issuer's origin; forms come from there and nowhere else. */
  readonly origin: string
}

/** Reads a posted form, and nothing else, of 32 kB at most. For our own routes only: the library reads its own. */
export const parseForm = bodyParser({ enableTypes: ['form'], formLimit: '32kb', onError: refuseBody })

/**
 * What a POST must show before anything else is looked at: it comes from one of our own pages, in this browser,
 * for this login, and every field is one string.
 */
export function guardForm({ browsers, origin }: FormOrigin, ctx: Context, uid: string): Fields {
  refuseCrossSite(ctx, origin)
  const fields = readFields(ctx.request.body)
  const browser = browsers.recognise(ctx)
  if (browser === undefined) throw new NoticeError('cookies-needed', 400)
  if (!browsers.formTokenFits(uid, browser, fields.form_token)) throw new NoticeError('form-stale', 400)
  return fields
}

/** Browsers say where a form comes from; `Origin: null` is what our own `no-referrer` makes of it. */
function refuseCrossSite(ctx: Context, origin: string): void {
  const site = ctx.get('Sec-Fetch-Site')
  const from = ctx.get('Origin')
  const foreign = site === '' ? from !== '' && from !== 'null' && from !== origin : site !== 'same-origin'
  if (foreign) throw new NoticeError('form-stale', 403)
}

function readFields(body: unknown): Fields {
  const entries = Object.entries(typeof body === 'object' && body !== null ? body : {})
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) {
    throw new NoticeError('bad-request', 400)
  }
  return Object.fromEntries(entries)
}

/** Refuses a form with a field that its page does not have: nothing is ever set by guessing its name (SELF-04). */
export function allowOnly(fields: Fields, ...names: readonly string[]): void {
  if (Object.keys(fields).every((name) => name === 'form_token' || names.includes(name))) return
  throw new NoticeError('bad-request', 400)
}

/** 303, never 307: the browser must not send the form on (RFC 9700 4.12). */
export function seeOther(ctx: Context, url: string): void {
  ctx.status = 303
  ctx.redirect(url)
}

function refuseBody(error: Error): never {
  const tooLarge = 'status' in error && error.status === 413
  throw new NoticeError('bad-request', tooLarge ? 413 : 400, { cause: error })
}
