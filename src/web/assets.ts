import type { Middleware } from 'koa'
import type { Pages } from '../../interactions/pages/index.ts'

/**
 * A picture that is opened by itself is a document on our origin, and an SVG may hold a script: none runs. Of styles it
 * has its own, which reach nothing else.
 */
const picturePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"

/** Styles, scripts and pictures of the pages. Their names carry a digest of their content, so browsers may keep them for good. */
export function assetRoutes(pages: Pages): Middleware {
  return function serveAsset(ctx, next) {
    const asset = pages.assets.get(ctx.path)
    if (asset === undefined) return next()
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next()
    ctx.set('Cache-Control', 'public, max-age=31536000, immutable')
    if (asset.type.startsWith('image/')) ctx.set('Content-Security-Policy', picturePolicy)
    ctx.type = asset.type
    ctx.etag = asset.etag
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
    else ctx.body = asset.body
    return undefined
  }
}
