import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Account } from './account.ts'
import type { AccountLink, LinkKind } from './link.ts'

/** Kept on an account; the oldest give way. */
const most = 5

/** The path of a link: `/account/link/<account id>.<secret>`. */
export const linkPath = '/account/link/'

/**
 * A new link for an account: what is stored of it, and the end of its address, which is shown once and never again.
 *
 * @param expiresAt milliseconds since the epoch
 */
export function makeLink(
  accountId: string,
  kind: LinkKind,
  expiresAt: number,
): { readonly link: AccountLink; readonly token: string } {
  const secret = randomBytes(32).toString('base64url')
  return { link: { digest: digestOf(secret), kind, expiresAt }, token: `${accountId}.${secret}` }
}

/** The account with one more link; those that are over are dropped. For changeAccount. */
export function withLink(account: Account, link: AccountLink, now: number): Account {
  const living = (account.links ?? []).filter(({ expiresAt }) => now < expiresAt)
  return { ...account, links: [...living, link].slice(-most) }
}

/** The account's part of a token and the secret's; undefined for what is no token of ours. */
export function readLinkToken(
  token: string,
): { readonly accountId: string; readonly secret: string } | undefined {
  const [accountId = '', secret = '', ...rest] = token.split('.')
  const fits = /^[\w-]{1,64}$/.test(accountId) && /^[\w-]{43}$/.test(secret) && rest.length === 0
  return fits ? { accountId, secret } : undefined
}

/** The link that a secret opens now. Constant time. */
export function findLink(account: Account, secret: string, now: number): AccountLink | undefined {
  const given = Buffer.from(digestOf(secret))
  return (account.links ?? []).find(
    ({ digest, expiresAt }) =>
      now < expiresAt && digest.length === given.length && timingSafeEqual(Buffer.from(digest), given),
  )
}

/**
 * The account without that link, to be written together with what the link was for; undefined when it is gone or over,
 * so that of several callers one gets it.
 */
export function withoutLink(account: Account, digest: string, now: number): Account | undefined {
  const { links = [], ...rest } = account
  const found = links.find((link) => link.digest === digest && now < link.expiresAt)
  if (found === undefined) return undefined
  const left = links.filter((link) => link !== found)
  return left.length === 0 ? rest : { ...rest, links: left }
}

/** The account without its links of one kind. */
export function withoutLinksFor(account: Account, kind: LinkKind): Account {
  const { links = [], ...rest } = account
  const left = links.filter((link) => link.kind !== kind)
  return left.length === 0 ? rest : { ...rest, links: left }
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
