import { once } from 'node:events'
import { createServer, request } from 'node:http'

/** A balancer without sticky sessions: each request goes to the next instance. */
export interface Balancer {
  /** How many requests each instance got. */
  readonly counts: readonly number[]
  close(): Promise<void>
}

/** Listens on `port` and hands requests on to `targets`, in turn, with headers as they came. */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  const counts = targets.map(() => 0)
  let next = 0
  const server = createServer((incoming, answer) => {
    const index = next++ % targets.length
    counts[index] = (counts[index] ?? 0) + 1
    const { method, url: path, headers } = incoming
    const handed = request({ host: '127.0.0.1', port: targets[index], method, path, headers }, (reply) => {
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
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
