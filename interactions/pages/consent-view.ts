import { standardClaims } from '../claims.ts'
import type { ConsentPage } from './page.ts'
import type { View } from './templates.ts'
import { faceOf, plain } from './words.ts'

/** Scopes that say something to a person, with the claims each brings along. */
const scopes: Readonly<Record<string, readonly string[]>> = { openid: ['sub'], ...standardClaims }
const known = new Set(Object.values(scopes).flat())

/** One line of what an application asks for: a text of ours, or the protocol's name where we have none. */
type Wish = { readonly key: string } | { readonly name: string }

/** The consent page: what is asked for, in words, nothing twice and nothing left out. */
export function consentView(page: ConsentPage): View {
  const covered = new Set(page.scopes.flatMap((scope) => (Object.hasOwn(scopes, scope) ? scopes[scope] : [])))
  const offline = page.offlineAccess || page.scopes.includes('offline_access')
  const wishes: Wish[] = [
    ...page.scopes.filter((scope) => scope !== 'offline_access').map(scopeWish),
    ...page.claims.filter((claim) => !covered.has(claim)).map(claimWish),
    ...(offline ? [{ key: 'consent.scope.offline_access' }] : []),
  ]
  const { action, abortAction, formToken } = page
  return { action, abortAction, formToken, client: faceOf(page.client), account: plain(page.account), wishes }
}

function scopeWish(scope: string): Wish {
  return Object.hasOwn(scopes, scope) ? { key: `consent.scope.${scope}` } : { name: plain(scope) }
}

function claimWish(claim: string): Wish {
  return known.has(claim) ? { key: `consent.claim.${claim}` } : { name: plain(claim) }
}
