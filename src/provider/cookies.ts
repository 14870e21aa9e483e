import { timingSafeEqual } from 'node:crypto'
import type { Context } from 'koa'
import type { Configuration } from 'oidc-provider'
import { keyedDigest } from '../../interactions/digest.ts'
import type { Settings } from '../config/settings.ts'

/**
 * Cookie names and flags. `__Host-` for path `/`, `__Secure-` for those bound to one login's path; plain names only
 * on http loopback, where browsers refuse the prefixes. Signed with SHA-256; the library's default is SHA-1.
 */
export function cookieOptions({ server, secrets }: Settings): NonNullable<Configuration['cookies']> {
  const secure = server.issuer.startsWith('https:')
  const path = secure ? '__Secure-' : ''
  return {
    keys: cookieSigner(secrets.cookieKeys),
    names: {
      session: sessionCookie(server.issuer),
      interaction: `${path}latchkey_login`,
      resume: `${path}latchkey_resume`,
    },
    long: longFlags(server.issuer),
    short: flagsOf(server.issuer),
  }
}

function flagsOf(issuer: string) {
  const secure = issuer.startsWith('https:')
  return { httpOnly: true, sameSite: 'lax', signed: true, overwrite: true, secure } as const
}

/** Of the session's cookie. */
function longFlags(issuer: string) {
  return { ...flagsOf(issuer), path: '/' }
}

/** Writes the session's cookie as the library does at the end of a sign-in. `expires`: seconds since the epoch. */
export function writeSessionCookie(
  issuer: string,
  ctx: Context,
  { id, expires }: { readonly id: string; readonly expires?: number },
): void {
  const end = expires === undefined ? {} : { expires: new Date(expires * 1000) }
  ctx.cookies.set(sessionCookie(issuer), id, { ...longFlags(issuer), ...end })
}

/** The session's cookie; `__Host-` wherever browsers take it, so that no sibling of our host can set it. */
export function sessionCookie(issuer: string): string {
  return issuer.startsWith('https:') ? '__Host-latchkey_session' : 'latchkey_session'
}

/**
 * Signs with the first key, recognises all, HMAC-SHA-256. What cookies wants is the shape of keygrip, whose own
 * comparison makes a new random key and two more digests for every cookie of every request.
 */
function cookieSigner(secrets: readonly string[]) {
  const [signing] = secrets
  if (signing === undefined) throw new Error('at least one cookie key is needed')
  const index = (data: string, digest: string) =>
    secrets.findIndex((key) => same(keyedDigest(key, data), digest))
  return {
    sign: (data: string) => keyedDigest(signing, data),
    index,
    verify: (data: string, digest: string) => index(data, digest) >= 0,
  }
}

function same(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)]
  return one.length === other.length && timingSafeEqual(one, other)
}
