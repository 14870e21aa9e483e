import { randomUUID } from 'node:crypto'
import { bodyParser } from '@koa/bodyparser'
import Router from '@koa/router'
import {
  createSite,
  onlyThisMachine,
  openSite,
  type Place,
  renderPage,
  type Site,
  showProblem,
} from './site.ts'

/** A text message as the inbox's API shows it. */
export interface InboxMessage {
  readonly id: string
  readonly to: string
  readonly text: string
  /** ISO 8601. */
  readonly receivedAt: string
}

/** How many messages are kept; older ones go. */
const kept = 50

/** The longest text a gateway takes: ten segments, and some. */
const longest = { to: 32, text: 2000 }

/**
 * A phone to look at, and an ordinary HTTP SMS gateway: what is posted to `/api/messages` as `{to, text}` is on the
 * page at once. For trying out and for tests; it keeps everything in memory and shows it to anyone who asks.
 *
 * @throws with one line when the address is taken
 */
export function startInbox(place: Place): Promise<Site> {
  const messages: InboxMessage[] = []
  const router = new Router()

  router.get('/', (ctx) => {
    ctx.body = renderPage('inbox', {
      messages: messages.map((message) => ({ ...message, time: timeOf(message) })),
    })
  })

  router.get('/api/messages', (ctx) => {
    const [to] = [ctx.query.to].flat()
    // A plus in a query is a blank to some clients, so digits decide.
    ctx.body = to === undefined ? messages : messages.filter((message) => digits(message.to) === digits(to))
  })

  router.post('/api/messages', (ctx) => {
    if (!ctx.is('json')) return showProblem(ctx, 415, 'The body must be JSON.')
    const content = readMessage(ctx.request.body)
    if (content === undefined)
      return showProblem(ctx, 400, 'Needed: {"to": "…", "text": "…"}, both of them texts.')
    const id = randomUUID()
    messages.unshift({ id, ...content, receivedAt: new Date().toISOString() })
    messages.splice(kept)
    ctx.status = 202
    ctx.body = { id }
  })

  const app = createSite()
  app.use(onlyThisMachine)
  app.use(bodyParser({ enableTypes: ['json'], jsonLimit: '64kb' }))
  app.use(router.routes())
  app.use(router.allowedMethods({ throw: true }))
  return openSite(app, place, 'the SMS inbox')
}

function readMessage(body: unknown): { to: string; text: string } | undefined {
  if (typeof body !== 'object' || body === null || !('to' in body) || !('text' in body)) return undefined
  const { to, text } = body
  if (typeof to !== 'string' || typeof text !== 'string') return undefined
  if (digits(to) === '' || to.length > longest.to || text === '' || text.length > longest.text)
    return undefined
  return { to, text }
}

function digits(number: string): string {
  return number.replace(/\D/g, '')
}

function timeOf({ receivedAt }: InboxMessage): string {
  return new Date(receivedAt).toLocaleTimeString('en-GB')
}
