import { randomBytes } from 'node:crypto'
import { digestOf } from '../../interactions/digest.ts'
import type { Account } from './account.ts'
import type { RememberedBrowser } from './remembered-browser.ts'

/** Browsers an account remembers: the newest ones. */
const most = 10

const longestAgent = 300

/** A new secret for a browser's cookie: 256 bits, 43 characters of base64url. */
export function newBrowserSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The account that remembers one more browser. It ends with its time, however often it is used.
 *
 * @param lifetime milliseconds
 */
export function withRememberedBrowser(
  account: Account,
  { secret, agent }: { readonly secret: string; readonly agent: string },
  now: number,
  lifetime: number,
): Account {
  const browser: RememberedBrowser = {
    id: randomBytes(9).toString('base64url'),
    digest: digestOf(secret),
    agent: agent.slice(0, longestAgent),
    createdAt: now,
    usedAt: now,
    expiresAt: now + lifetime,
  }
  return withBrowsers(account, [...rememberedBrowsers(account, now), browser].slice(-most))
}

/**
 * The account after a use of a remembered browser, whose secret is another one from now on: a copied cookie is worth
 * nothing once its owner was here again. Undefined when the account does not remember it.
 */
export function withBrowserUsed(
  account: Account,
  secret: string,
  next: string,
  now: number,
  lifetime: number,
): Account | undefined {
  if (!isRemembered(account, secret, now, lifetime)) return undefined
  const digest = digestOf(secret)
  const browsers = rememberedBrowsers(account, now)
  const used = (browser: RememberedBrowser) => ({ ...browser, digest: digestOf(next), usedAt: now })
  return withBrowsers(
    account,
    browsers.map((browser) => (browser.digest === digest ? used(browser) : browser)),
  )
}

/**
 * Whether an account remembers the browser that has this secret.
 *
 * @param lifetime the one that is allowed now, in milliseconds: an admin who shortens it means the old ones, too
 */
export function isRemembered(account: Account, secret: string, now: number, lifetime: number): boolean {
  const digest = digestOf(secret)
  return rememberedBrowsers(account, now).some(
    (browser) => browser.digest === digest && now < browser.createdAt + lifetime,
  )
}

/** The account with a name for one of its browsers; undefined when it does not remember it. */
export function withBrowserNamed(account: Account, id: string, name: string): Account | undefined {
  const { browsers = [] } = account
  if (!browsers.some((browser) => browser.id === id)) return undefined
  return {
    ...account,
    browsers: browsers.map((browser) => (browser.id === id ? { ...browser, name } : browser)),
  }
}

/** The account that remembers one browser less. */
export function withoutRememberedBrowser(account: Account, id: string): Account {
  return withBrowsers(
    account,
    (account.browsers ?? []).filter((browser) => browser.id !== id),
  )
}

/** The account that remembers none: what a change of number, password or factor makes of it. */
export function withoutRememberedBrowsers({ browsers: _, ...account }: Account): Account {
  return account
}

/** The browsers that count now. */
export function rememberedBrowsers({ browsers = [] }: Account, now: number): readonly RememberedBrowser[] {
  return browsers.filter(({ expiresAt }) => now < expiresAt)
}

function withBrowsers(account: Account, browsers: readonly RememberedBrowser[]): Account {
  return browsers.length === 0 ? withoutRememberedBrowsers(account) : { ...account, browsers }
}
