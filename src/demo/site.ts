import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import Koa, { type Context, type Middleware, type Next } from 'koa'
import { Liquid } from 'liquidjs'
import { listen, stopListening, urlOf } from '../web/listen.ts'

export interface Place {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** A part of the demo that listens. */
export interface Site {
  /** Where it listens, such as http://127.0.0.1:3002. */
  readonly url: string
  close(): Promise<void>
}

const liquid = new Liquid({
  root: fileURLToPath(new URL('templates', import.meta.url)),
  extname: '.liquid',
  cache: true,
  outputEscape: 'escape',
  strictFilters: true,
})

/** A page of the demo as HTML, everything in `view` escaped. */
export function renderPage(name: string, view: Readonly<Record<string, unknown>>): string {
  return String(liquid.renderFileSync(name, view))
}

/** A Koa application with what both parts of the demo share: headers, styles, and a calm page for what goes wrong. */
export function createSite(): Koa {
  const app = new Koa()
  // The errors below are a visitor's, and told to the visitor; anything else is printed by `explain`.
  app.silent = true
  app.use(setHeaders)
  app.use(explain)
  app.use(serveAsset)
  return app
}

/**
 * @param what whose address it is, for the message when it is taken: "the SMS inbox"
 * @throws with one line that says what is in the way and how to mend it
 */
export async function openSite(app: Koa, { host, port }: Place, what: string): Promise<Site> {
  const server = await listen(app.callback(), host, port, what)
  return { url: urlOf(server), close: () => stopListening(server, 2000) }
}

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
}

function setHeaders(ctx: Context, next: Next) {
  ctx.set(headers)
  return next()
}

/** Answers errors as the asker reads them: JSON under /api, a page elsewhere. */
async function explain(ctx: Context, next: Next) {
  try {
    await next()
    if (ctx.status === 404 && ctx.body === undefined) showProblem(ctx, 404, 'There is no such page here.')
  } catch (error) {
    const status = statusOf(error)
    if (status === 500) console.error(error)
    showProblem(ctx, status, problems[status] ?? 'Something went wrong on our side.')
  }
}

const problems: Readonly<Record<number, string>> = {
  400: 'The request could not be read.',
  405: 'That cannot be done here.',
  413: 'That is more than can be taken at once.',
  415: 'The body must be JSON.',
}

function statusOf(error: unknown): number {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  return status >= 400 && status < 500 ? status : 500
}

/** Ends a request with a message in words and a way to begin again; `code` is a protocol's word for it. */
export function showProblem(
  ctx: Context,
  status: number,
  message: string,
  { code }: { code?: string | undefined } = {},
): void {
  ctx.status = status
  if (ctx.path.startsWith('/api/')) ctx.body = { error: message }
  else ctx.body = renderPage('problem', { message, code })
}

/** Codes are for this machine alone: a page elsewhere whose name was made to point here must not read them. */
export const onlyThisMachine: Middleware = (ctx, next) => {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(ctx.hostname)) ctx.throw(421)
  return next()
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

const assets = new Map(
  ['demo.css', 'inbox.js', 'inbox.svg', 'application.svg'].map((name) => [
    `/assets/${name}`,
    { type: types[extname(name)] ?? '', body: readFileSync(new URL(`assets/${name}`, import.meta.url)) },
  ]),
)

const serveAsset: Middleware = (ctx, next) => {
  const asset = assets.get(ctx.path)
  if (asset === undefined || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next()
  ctx.type = asset.type
  ctx.body = asset.body
  return undefined
}
