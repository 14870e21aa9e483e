import type { Context } from 'koa'
import type { Provider } from 'oidc-provider'
import type { NoticeLink } from '../../interactions/pages/page.ts'
import type { ClientSettings } from '../config/settings.ts'
import { registeredFace } from './face.ts'

/** Finds a link that leads somewhere for a page that ends a login. */
export type WayBack = (ctx: Context) => NoticeLink | undefined

/** `__Host-` wherever browsers take it, so that no sibling of our host can set it. */
function cookieName(issuer: string): string {
  return issuer.startsWith('https:') ? '__Host-latchkey_client' : 'latchkey_client'
}

/**
 * Once a login is gone the library no longer knows whose it was, so the browser remembers the last client by its id.
 * Only an id that is configured leads anywhere: the address comes from the client's own entry.
 */
export function wayBackTo(clients: readonly ClientSettings[], issuer: string): WayBack {
  const cookie = cookieName(issuer)
  const links = new Map(clients.map(({ metadata }) => [metadata.client_id, linkTo(metadata)]))
  return (ctx) =>
    links.get(Buffer.from(ctx.cookies.get(cookie, { signed: false }) ?? '', 'base64url').toString())
}

/** Makes the browser remember the client of each login it begins. */
export function rememberClient(provider: Provider, issuer: string): void {
  const cookie = cookieName(issuer)
  const secure = issuer.startsWith('https:')
  provider.on('interaction.started', (ctx) => {
    const id = ctx.oidc.client?.clientId
    if (id === undefined) return
    ctx.cookies.set(cookie, Buffer.from(id).toString('base64url'), {
      signed: false,
      httpOnly: true,
      sameSite: 'lax',
      secure,
      overwrite: true,
    })
  })
}

function linkTo(metadata: ClientSettings['metadata']): NoticeLink | undefined {
  const [redirect] = metadata.redirect_uris ?? []
  const home = metadata.initiate_login_uri ?? metadata.client_uri ?? (redirect && new URL(redirect).origin)
  if (home === undefined || !/^https?:/.test(home)) return undefined
  return { href: home, text: 'back-to-client', clientName: registeredFace(metadata).name }
}
