import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import { isMode, type Mode, modes } from './gateway-modes.ts'
import { createSite, onlyThisMachine, openSite, type Place, type Site } from './site.ts'

/** A message that has reached the phone, which does not say that the gateway's answer did. */
export interface Delivered {
  readonly id: string
  readonly to: string
  readonly text: string
}

export interface SmsGatewayOptions extends Place {
  readonly mode: Mode
  /** Where a delivery receipt `{id, status}` goes for each message on the phone; left out: nowhere. */
  readonly receiptUrl?: string
}

export interface SmsGateway extends Site {
  readonly delivered: readonly Delivered[]
  /** Requests to send, whatever came of them. */
  asked(): number
  /** Holds for every message from now on. */
  behave(mode: Mode): void
}

/** How many messages are kept; older ones go. */
const kept = 1000

/**
 * An HTTP SMS gateway that answers as told, to find out what a login makes of it: `POST /messages` with `{to, text}`
 * sends, `GET /messages` shows what reached the phone, `POST /mode` with `{mode}` changes how it answers.
 *
 * @throws with one line when the address is taken
 */
export async function startSmsGateway(options: SmsGatewayOptions): Promise<SmsGateway> {
  const { receiptUrl } = options
  const delivered: Delivered[] = []
  let { mode } = options
  let asked = 0
  const router = new Router()

  router.post('/messages', async (ctx) => {
    asked += 1
    const { to, text } = (ctx.request.body ?? {}) as Record<string, unknown>
    ctx.respond = false
    await modes[mode](ctx.res, () => deliver(String(to), String(text)))
  })
  router.get('/messages', (ctx) => {
    ctx.body = delivered
  })
  router.post('/mode', (ctx) => {
    const { mode: wanted } = (ctx.request.body ?? {}) as Record<string, unknown>
    const known = typeof wanted === 'string' && isMode(wanted)
    if (known) mode = wanted
    ctx.status = known ? 200 : 400
    ctx.body = known ? { mode } : { error: `mode is one of ${Object.keys(modes).join(', ')}` }
  })

  function deliver(to: string, text: string): string {
    const id = randomUUID()
    delivered.push({ id, to, text })
    delivered.splice(0, delivered.length - kept)
    if (receiptUrl !== undefined && mode !== 'no-receipt') void confirm(receiptUrl, id, mode)
    return id
  }

  const app = createSite()
  app.use(onlyThisMachine)
  app.use(bodyParser({ enableTypes: ['json'], jsonLimit: '64kb' }))
  app.use(router.routes())
  app.use(router.allowedMethods({ throw: true }))
  const site = await openSite(app, options, 'the SMS gateway')
  return {
    ...site,
    delivered,
    asked: () => asked,
    behave: (next) => {
      mode = next
    },
  }
}

/** Between a message and its receipt, when it is late. Milliseconds. */
const late = 10_000

/** A receipt that nobody takes is no trouble of the gateway. */
async function confirm(url: string, id: string, mode: Mode): Promise<void> {
  if (mode === 'late-receipt') await wait(late, undefined, { ref: false })
  const body = JSON.stringify({ id, status: 'delivered' })
  const headers = { 'Content-Type': 'application/json' }
  await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(5000) }).catch(
    (error: Error) => console.error(`the receipt was not taken: ${error.message}`),
  )
}
