import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A balancer without sticky sessions: each request goes to the next instance. */
export interface Balancer {
  /** How many requests each instance got. */
  readonly counts: readonly number[]
  /** How many of them each left without an answer. Another instance was then asked the same. */
  readonly failures: readonly number[]
  /** Sends nothing to that instance until it is told to again, as while one restarts; answers when it has nothing left to do. */
  rest(index: number): Promise<void>
  use(index: number): void
  /** Sends the request after so many more to that instance, and tells when it, such as `GET /auth`, is on its way there. */
  aim(index: number, after: number, hit: (request: string) => void): void
  close(): Promise<void>
}

/**
 * Listens on `port` and hands requests on to `targets`, in turn, with headers as they came. What one does not answer goes
 * to the next, as when somebody presses reload; then it is a 502.
 *
 * @param crowd true: each request comes from an address of its own, as X-Forwarded-For says
 */
export async function startBalancer(
  port: number,
  targets: readonly number[],
  crowd = false,
): Promise<Balancer> {
  const [counts, failures, busy] = [targets.map(() => 0), targets.map(() => 0), targets.map(() => 0)]
  const add = (list: number[], index: number, change: number) => {
    list[index] = (list[index] ?? 0) + change
  }
  const resting = new Set<number>()
  let turn = 0
  let aimed: { index: number; after: number; hit: (request: string) => void } | undefined
  const next = (): number => {
    const index = turn++ % targets.length
    return resting.has(index) && resting.size < targets.length ? next() : index
  }
  const hand = (index: number, asked: Asked, answer: ServerResponse, others: number) => {
    add(counts, index, 1)
    add(busy, index, 1)
    const address = crowd ? { 'x-forwarded-for': `198.18.${(turn >> 8) % 256}.${turn % 256}` } : {}
    const sent = send(targets[index] ?? 0, asked, address, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(answer)
      reply.on('error', () => answer.destroy())
    })
    sent.once('close', () => add(busy, index, -1))
    sent.on('error', () => {
      add(failures, index, 1)
      if (answer.headersSent) answer.destroy()
      else if (others > 0) hand((index + 1) % targets.length, asked, answer, others - 1)
      else answer.writeHead(502).end()
    })
  }
  const server = createServer(async (incoming, answer) => {
    const body = Buffer.concat(await incoming.toArray())
    const hit = aimed !== undefined && aimed.after-- === 0 ? aimed : undefined
    hand(hit?.index ?? next(), { incoming, body }, answer, targets.length - 1)
    if (hit === undefined) return
    aimed = undefined
    hit.hit(`${incoming.method} ${new URL(incoming.url ?? '', 'http://x').pathname}`)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    counts,
    failures,
    async rest(index) {
      resting.add(index)
      while (busy[index] !== 0) await wait(5)
    },
    use: (index) => void resting.delete(index),
    aim: (index, after, hit) => {
      aimed = { index, after, hit }
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Asked {
  readonly incoming: IncomingMessage
  readonly body: Buffer
}

/** A connection for each: one that is kept would end with the instance that is started again. */
function send(
  port: number,
  { incoming, body }: Asked,
  further: Readonly<Record<string, string>>,
  onReply: (reply: IncomingMessage) => void,
) {
  const { method, url: path } = incoming
  const headers = { ...incoming.headers, ...further }
  const sent = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, onReply)
  sent.end(body)
  return sent
}
