import Router from '@koa/router'
import type { Context } from 'koa'
import type { Browsers } from '../../../interactions/browser.ts'
import { allowOnly, guardForm, parseForm, seeOther } from '../../../interactions/forms.ts'
import { preferredLocales } from '../../../interactions/locale.ts'
import type { Pages } from '../../../interactions/pages/index.ts'
import type { PendingStore } from '../../../interactions/pending.ts'
import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { Account } from '../../accounts/account.ts'
import { setPasswordByLink } from '../../accounts/first-password.ts'
import type { LinkKind } from '../../accounts/link.ts'
import { findLink, linkPath, readLinkToken } from '../../accounts/links.ts'
import type { Notify } from '../../accounts/notices.ts'
import { poorChoice } from '../../accounts/password/choice.ts'
import type { Passwords } from '../../accounts/password.ts'
import type { AccountStore } from '../../accounts/store.ts'
import { networkOf } from '../../limits/network.ts'
import type { Audit } from '../../operations/audit.ts'
import { putInvitation } from './invitation.ts'

export interface LinkRoutesOptions {
  readonly accounts: AccountStore
  readonly pending: PendingStore
  readonly browsers: Browsers
  readonly passwords: Pick<Passwords, 'hash'>
  readonly pages: Pages
  readonly notify: Notify
  readonly audit: Audit
  readonly clock: Clock
  /** Forms come from there and nowhere else. */
  readonly issuer: string
}

/** A link that opens something now. */
interface Open {
  readonly account: Account
  readonly secret: string
  readonly kind: LinkKind
  readonly digest: string
}

/**
 * One-time links of admins: `/account/link/<account id>.<secret>`. Opening one only looks, since scanners of mail open
 * every link there is; nobody is signed in by one, and neither the password nor the code is skipped.
 */
export function linkRoutes(options: LinkRoutesOptions): ReturnType<Router['routes']> {
  const router = new Router()
  const path = `${linkPath}:token`

  router.get(path, async (ctx) => {
    const open = await openLink(options, tokenOf(ctx))
    if (open === undefined) return send(options, ctx, 'link-over', '', {}, 404)
    return show(options, ctx, open)
  })

  router.post(path, parseForm, async (ctx) => {
    const open = await openLink(options, tokenOf(ctx))
    if (open === undefined) return send(options, ctx, 'link-over', '', {}, 404)
    const fields = guardForm({ browsers: options.browsers, origin: options.issuer }, ctx, scopeOf(open))
    if (open.kind === 'password') return setPassword(options, ctx, open, fields)
    allowOnly(fields)
    const browser = options.browsers.identify(ctx)
    await putInvitation(options.pending, open.account.id, browser, open.digest)
    options.audit({ event: 'account.link', outcome: 'followed', account: open.account.id })
    return seeOther(ctx, '/account/number')
  })

  return router.routes()
}

async function openLink({ accounts, clock }: LinkRoutesOptions, token: string): Promise<Open | undefined> {
  const read = readLinkToken(token)
  const account = read && (await accounts.find(read.accountId))
  if (read === undefined || account === undefined || account.disabled === true) return undefined
  const link = findLink(account, read.secret, clock())
  return link && { account, secret: read.secret, kind: link.kind, digest: link.digest }
}

async function setPassword(
  options: LinkRoutesOptions,
  ctx: Context,
  open: Open,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  allowOnly(fields, 'username', 'password')
  const { password = '' } = fields
  const problem = await poorChoice(password, open.account)
  if (problem !== undefined) return show(options, ctx, open, problem)
  const account = await setPasswordByLink(options, open.account, open.secret, password)
  const outcome = account === undefined ? 'overtaken' : 'set'
  options.audit({ event: 'account.password', outcome, account: open.account.id, by: 'link' })
  if (account === undefined) return send(options, ctx, 'link-over', '', {}, 404)
  options.notify(account, 'password-changed', { network: networkOf(ctx.ip) })
  return send(options, ctx, 'link-done', '', {}, 200)
}

function show(options: LinkRoutesOptions, ctx: Context, open: Open, problem?: string): void {
  const token = options.browsers.formToken(scopeOf(open), options.browsers.identify(ctx))
  const view = { action: ctx.path, username: open.account.username, problem }
  send(options, ctx, `link-${open.kind}`, token, view, problem === undefined ? 200 : 422)
}

function send(
  { pages }: LinkRoutesOptions,
  ctx: Context,
  name: string,
  formToken: string,
  { problem, ...view }: Readonly<Record<string, string | undefined>>,
  status: number,
): void {
  ctx.status = status
  ctx.type = 'html'
  const page = { page: `account/${name}`, formToken, account: '', topics: [] } as const
  ctx.body = pages.render(
    { ...page, view: (t) => ({ ...view, problem: problem && t(`account.poor-password.${problem}`) }) },
    preferredLocales(ctx),
  )
}

/** A form of one link's page is worth nothing at another's. */
function scopeOf({ digest }: Open): string {
  return `link ${digest}`
}

function tokenOf(ctx: Context): string {
  return String(ctx.params.token)
}
