import type { Middleware } from 'koa'

const common = {
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'otp-credentials=(self), camera=(), microphone=(), geolocation=()',
  'Cache-Control': 'no-store',
}

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
]

/**
 * Security headers on every answer, errors and redirects included. Our own forms may post to us only; the provider's
 * pages go without `form-action`, because it would follow their redirects to the client and stop them there. The
 * library adds the hash of its one inline script to `script-src`, which must be there before it runs.
 */
export function securityHeaders(issuer: string): Middleware {
  const https = issuer.startsWith('https:')
  const headersWith = (policies: readonly string[]) =>
    new Map([
      ...Object.entries(common),
      ...(https ? [['Strict-Transport-Security', 'max-age=31536000'] as const] : []),
      ['Content-Security-Policy', policies.join('; ')],
    ])
  const providerHeaders = headersWith(policy)
  const ownHeaders = headersWith([...policy, "form-action 'self'"])
  return function setSecurityHeaders(ctx, next) {
    const own = /^\/(interaction\/|account\b)/i.test(ctx.url)
    ctx.res.setHeaders(own ? ownHeaders : providerHeaders)
    return next()
  }
}
