import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import type { Context } from 'koa'
import type { ChallengeStore } from '../../interactions/sms-otp/ports.ts'
import type { MessageReference, ReceiptStore } from '../../interactions/sms-otp/receipt-store.ts'
import type { Audit } from '../operations/audit.ts'
import type { GatewaySettings, ReceiptSettings } from '../sms/gateway-settings.ts'
import { type Report, readReports } from '../sms/receipts/reports.ts'
import { isSigned, type Params, type SignedRequest, same } from '../sms/receipts/signature.ts'

export interface ReceiptRoutesOptions {
  readonly gateways: readonly GatewaySettings[]
  readonly receipts: ReceiptStore
  readonly challenges: ChallengeStore
  readonly audit: Audit
  /** Vendors sign the address they were told, which begins with it. */
  readonly issuer: string
  /** Told of a receipt that could not be taken, and that the vendor is asked to bring again. */
  readonly report: (error: unknown) => void
}

/** How long a receipt waits for the gateway's own answer, which names its message. Longer than any send. Milliseconds. */
const earlyLife = 60_000

const parseBody = bodyParser({
  enableTypes: ['form', 'json'],
  formLimit: '16kb',
  jsonLimit: '16kb',
})

/**
 * Where gateways bring delivery receipts: `/sms/receipts/<gateway>/<secret>`, answered 204. Machines call it, so it
 * stands outside of the pages; the path holds a secret, so nothing of it reaches the log. A receipt changes what the
 * code page says and never whether a code counts (GWY-08).
 */
export function receiptRoutes(options: ReceiptRoutesOptions): ReturnType<Router['routes']> {
  const settings = new Map(
    // A gateway that was switched off a moment ago still knows what became of its last messages.
    options.gateways.flatMap(({ name, receipts }) =>
      receipts === undefined ? [] : [[name, receipts] as const],
    ),
  )
  const router = new Router()
  router.register('/sms/receipts/:gateway/:secret', ['GET', 'POST'], async (ctx) => {
    const gateway = String(ctx.params.gateway)
    const known = settings.get(gateway)
    // Compared in any case: how long the answer takes must not tell which gateways there are.
    const fits = same(String(ctx.params.secret), known?.secret ?? '')
    const status = known !== undefined && fits ? await take(options, ctx, gateway, known) : 404
    ctx.status = status
    // An empty text, so that no error page is made of it.
    ctx.body = ''
  })
  return router.routes()
}

/** @returns the status to answer with */
async function take(
  options: ReceiptRoutesOptions,
  ctx: Context,
  gateway: string,
  settings: ReceiptSettings,
): Promise<number> {
  const refuse = (outcome: string, status: number) => {
    options.audit({ event: 'sms.receipt', gateway, outcome })
    return status
  }
  try {
    await parseBody(ctx, async () => {})
  } catch (error) {
    return refuse('unreadable', isTooLarge(error) ? 413 : 400)
  }
  const { signature } = settings
  if (signature !== undefined && !(await isSigned(signature, signedRequest(ctx, options.issuer)))) {
    return refuse('signature-wrong', 403)
  }
  try {
    for (const report of readReports(settings, contentOf(ctx))) await deliver(options, gateway, report)
    return 204
  } catch (error) {
    options.report(error)
    return 503
  }
}

function signedRequest(ctx: Context, issuer: string): SignedRequest {
  const { rawBody = '', body } = ctx.request
  const form = rawBody === '' ? {} : ctx.is('urlencoded') ? formOf(body) : undefined
  return {
    url: `${issuer}${ctx.originalUrl}`,
    header: (name) => ctx.get(name),
    ...(form && { form }),
    body: rawBody,
  }
}

/** Undefined for nested names: no vendor signs them, so they must not come beside names that are signed. */
function formOf(body: unknown): Params | undefined {
  const fields = Object.entries(typeof body === 'object' && body !== null ? body : {})
  return fields.every(isField) ? Object.fromEntries(fields) : undefined
}

function isField(field: [string, unknown]): field is [string, string | string[]] {
  return [field[1]].flat().every((each) => typeof each === 'string')
}

function contentOf(ctx: Context): unknown {
  return ctx.method === 'POST' ? ctx.request.body : { ...ctx.query }
}

function isTooLarge(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 413
}

/** Each step may be repeated without harm: a vendor that is answered 503 brings the same receipts again. */
async function deliver(
  { receipts, challenges, audit }: ReceiptRoutesOptions,
  gateway: string,
  { messageId, receipt }: Report,
): Promise<void> {
  const reference = await receipts.report(gateway, messageId, receipt, earlyLife)
  if (reference !== undefined) {
    await challenges.receive(reference.place, reference.id, reference.message, receipt)
  }
  audit({ event: 'sms.receipt', gateway, outcome: receipt, ...(reference && whose(reference)) })
}

/** Whose message it was, what it was, and how many seconds the receipt took. */
function whose({ place, message, sent }: MessageReference) {
  const { at, ...about } = sent ?? {}
  const seconds = at === undefined ? {} : { seconds: Math.max(0, (Date.now() - at) / 1000) }
  return { account: place.account, message, ...about, ...seconds }
}
