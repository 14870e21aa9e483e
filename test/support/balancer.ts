import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

/** A balancer without sticky sessions: each request goes to the next instance. */
export interface Balancer {
  /** How many requests each instance got. */
  readonly counts: readonly number[]
  /** Sends nothing to that instance until it is told to again, as while one restarts; answers when it has nothing left to do. */
  rest(index: number): Promise<void>
  use(index: number): void
  close(): Promise<void>
}

/** Listens on `port` and hands requests on to `targets`, in turn, with headers as they came. */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  const counts = targets.map(() => 0)
  const resting = new Set<number>()
  const busy = targets.map(() => 0)
  let turn = 0
  const next = (): number => {
    const index = turn++ % targets.length
    return resting.has(index) ? next() : index
  }
  const server = createServer((incoming, answer) => {
    const index = next()
    counts[index] = (counts[index] ?? 0) + 1
    busy[index] = (busy[index] ?? 0) + 1
    answer.once('close', () => {
      busy[index] = (busy[index] ?? 0) - 1
    })
    const { method, url: path, headers } = incoming
    // A connection for each: one that is kept would end with the instance that is started again.
    const target = { host: '127.0.0.1', port: targets[index], method, path, headers, agent: false } as const
    const handed = request(target, (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers)
      reply.pipe(answer)
    })
    handed.on('error', () => answer.destroy())
    incoming.pipe(handed)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    counts,
    async rest(index) {
      resting.add(index)
      while (busy[index] !== 0) await wait(5)
    },
    use: (index) => void resting.delete(index),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
