import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { commandReader } from './commands.ts'

/** Stands between a server and Redis: counts what is sent, and makes the way as long as one likes. */
export interface RedisWay {
  readonly url: string
  /** How long each direction takes from now on. Milliseconds. */
  delay: number
  /** Commands since the last time this was asked, by name. */
  takeCommands(): ReadonlyMap<string, number>
  close(): void
}

/**
 * Starts one on a free port of 127.0.0.1.
 *
 * @param port Redis' own
 */
export async function startProxy(port: number): Promise<RedisWay> {
  let commands = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true })
    const read = commandReader((name) => commands.set(name, (commands.get(name) ?? 0) + 1))
    near.on('data', read)
    forward(near, far, proxy)
    forward(far, near, proxy)
    for (const socket of [near, far]) sockets.add(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: RedisWay = {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    delay: 0,
    takeCommands() {
      const taken = commands
      commands = new Map()
      return taken
    },
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return proxy
}

/** Timers of one length end in the order they were set, so nothing overtakes while the delay stays the same. */
function forward(from: Socket, to: Socket, proxy: Pick<RedisWay, 'delay'>): void {
  from.on('data', (chunk) => {
    if (proxy.delay === 0) to.write(chunk)
    else setTimeout(() => to.write(chunk), proxy.delay)
  })
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroy())
}
