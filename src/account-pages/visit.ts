import type { Context } from 'koa'
import type { Browsers } from '../../interactions/browser.ts'
import type { KnownBrowsers } from '../../interactions/known-browser.ts'
import { preferredLocales } from '../../interactions/locale.ts'
import type { Caller, Person } from '../../interactions/person.ts'
import { type Policy, planFor } from '../../interactions/plan.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from '../accounts/account.ts'
import { personOf } from '../accounts/person.ts'
import { isOver } from '../accounts/sessions.ts'
import type { AccountStore } from '../accounts/store.ts'
import { accountClientId } from '../config/account-client.ts'
import { type AccountSession, readSession, renewSession, type Sessions } from './session.ts'

/**
 * One request of somebody who is signed in with the strongest factor that the account has. It shows things; every
 * change wants a proof of its own besides.
 */
export interface AccountVisit {
  readonly session: AccountSession
  /** As it is stored now; what is written goes through changeAccount. */
  readonly account: Account
  readonly person: Person
  /** Digest of the browser's own secret. */
  readonly browser: string
  readonly formToken: string
  readonly caller: Caller
  /** The person's languages, best first. */
  readonly locales: readonly string[]
  /**
   * Gives this session another id. Before all others are ended: whoever has a copy of its cookie must be out even if
   * nothing after that is done any more.
   */
  renewSession(): Promise<void>
}

export interface VisitParts extends Sessions {
  readonly accounts: AccountStore
  readonly policy: Policy
  readonly browsers: Browsers
  readonly knownBrowsers: KnownBrowsers
  readonly clock: Clock
  /** What callers from one address are counted by. */
  networkOf(address: string): string
}

/** Who is asking; undefined when nobody is signed in, or with less than the account has: a sign-in is owed then. */
export async function loadVisit(parts: VisitParts, ctx: Context): Promise<AccountVisit | undefined> {
  const { accounts, browsers, knownBrowsers } = parts
  const session = await readSession(parts, ctx)
  if (session === undefined) return undefined
  const account = await accounts.find(session.accountId)
  if (account === undefined || account.disabled === true) return undefined
  if (isOver(account, { session: session.uid, at: session.loginTs })) return undefined
  const person = personOf(account, parts.clock())
  if (await isTooWeak(parts.policy, session, person)) return undefined
  const browser = browsers.identify(ctx)
  return {
    session,
    account,
    person,
    browser,
    formToken: browsers.formToken(formScope(session), browser),
    caller: {
      network: parts.networkOf(ctx.ip),
      browser,
      knows: (id) => knownBrowsers.knows(ctx, browser, id),
    },
    locales: preferredLocales(ctx, undefined, person.locale),
    renewSession: () => renewSession(parts, ctx),
  }
}

/** What the pages' form tokens are made for. No login's uid has a blank in it, so neither's token fits the other. */
export function formScope({ uid }: AccountSession): string {
  return `account ${uid}`
}

/** What is in the way of a second factor is owed, too: the sign-in says what it is. */
async function isTooWeak(policy: Policy, { amr }: AccountSession, person: Person): Promise<boolean> {
  if (amr.includes('mfa')) return false
  const asked = { clientId: accountClientId, params: {} }
  const plan = await planFor(policy, asked, person, async () => false)
  return !('second' in plan && plan.second.length === 0)
}
