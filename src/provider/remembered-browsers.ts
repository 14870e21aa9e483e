import { createHmac } from 'node:crypto'
import type { Context } from 'koa'
import { type Cookie, createCookie } from '../../interactions/cookie.ts'
import type { RememberedBrowsers } from '../../interactions/remembered-browser.ts'
import type { Clock } from '../../interactions/sms-otp/ports.ts'
import type { Account } from '../accounts/account.ts'
import { changeAccount } from '../accounts/change.ts'
import type { Notify } from '../accounts/notices.ts'
import {
  isRemembered,
  newBrowserSecret,
  withBrowserUsed,
  withRememberedBrowser,
} from '../accounts/remembered.ts'
import type { AccountStore } from '../accounts/store.ts'
import { networkOf } from '../limits/network.ts'
import type { Audit } from '../operations/audit.ts'

export interface RememberedBrowsersOptions {
  readonly accounts: AccountStore
  readonly clock: Clock
  /** 0 = none. */
  readonly days: number
  /** The first names cookies, all are looked for. */
  readonly keys: readonly string[]
  /** See createCookie. */
  readonly secure: boolean
  readonly audit: Audit
  readonly notify: Notify
}

const day = 86_400_000

/** See RememberedBrowsers. The secret is in a cookie of the account's own, its digest in the account. */
export function createRememberedBrowsers(options: RememberedBrowsersOptions): RememberedBrowsers {
  const { accounts, clock, days, keys, secure, audit, notify } = options
  const lifetime = days * day
  const cookiesOf = (account: string) => keys.map((key) => cookieFor(key, account, secure))

  function secretIn(ctx: Context, account: string): string | undefined {
    if (lifetime === 0) return undefined
    const found = cookiesOf(account).map((cookie) => cookie.read(ctx))
    return found.find((secret) => secret !== undefined && /^[\w-]{43}$/.test(secret))
  }
  const give = (ctx: Context, account: string, secret: string) =>
    cookiesOf(account)[0]?.write(ctx, secret, lifetime)
  const say = (account: string, outcome: string) => audit({ event: 'account.browsers', outcome, account })

  return {
    days,
    async remembers(ctx, id) {
      const secret = secretIn(ctx, id)
      const account = secret && (await accounts.find(id))
      return secret && account ? isRemembered(account, secret, clock(), lifetime) : false
    },
    async use(ctx, id) {
      const secret = secretIn(ctx, id)
      if (secret === undefined) return false
      const next = newBrowserSecret()
      const changed = await changeAccount(options, id, (account) =>
        account.disabled === true ? undefined : withBrowserUsed(account, secret, next, clock(), lifetime),
      )
      if (!('account' in changed)) return false
      give(ctx, id, next)
      say(id, 'used')
      return true
    },
    async remember(ctx, id, number) {
      if (lifetime === 0) return
      const secret = newBrowserSecret()
      const browser = { secret, agent: ctx.get('User-Agent') }
      const changed = await changeAccount(options, id, (account) =>
        isProvedBy(account, number) ? withRememberedBrowser(account, browser, clock(), lifetime) : undefined,
      )
      if (!('account' in changed)) return
      give(ctx, id, secret)
      say(id, 'remembered')
      notify(changed.account, 'browser-remembered', { network: networkOf(ctx.ip) })
    },
  }
}

/** Whether a code to that number is a second factor of the account now: it may have lost it since the code was typed. */
function isProvedBy({ number, smsOptOut, disabledFactors = [], disabled }: Account, proved: string): boolean {
  return number === proved && smsOptOut !== true && !disabledFactors.includes('sms') && disabled !== true
}

/** One browser is remembered for several accounts, and its cookies name none of them. */
function cookieFor(key: string, account: string, secure: boolean): Cookie {
  const digest = createHmac('sha256', key).update(`latchkey remembered 1\n${account}`).digest('base64url')
  return createCookie(`remembered_${digest.slice(0, 16)}`, secure)
}
