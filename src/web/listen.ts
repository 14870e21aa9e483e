import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** Bounds on what a connection may ask of us; Node's own are 60 s, 300 s and none. */
const bounds = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  // How often the times above are looked at. Node does so every 30 seconds, and lets slow ones live that much longer.
  connectionsCheckingInterval: 2_000,
}

/** From a request to the moment its answer was taken. Node waits for ever for who does not read. Milliseconds. */
const answerTimeout = 60_000

/**
 * Listens, or rejects with one line that says what is in the way and how to mend it.
 *
 * @param what whose address it is, for the message: "the provider"
 */
export function listen(handler: RequestListener, host: string, port: number, what: string): Promise<Server> {
  const server = createServer(bounds, (request, response) => {
    endInTime(request, response)
    handler(request, response)
  })
  server.maxConnections = 10_000
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Error(explain(error, host, port, what), { cause: error })),
    )
    server.listen(port, host, () => resolve(server))
  })
}

function endInTime({ socket }: IncomingMessage, response: ServerResponse): void {
  const timer = setTimeout(() => socket.destroy(), answerTimeout)
  response.once('close', () => clearTimeout(timer))
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, what: string): string {
  const place = `${host}:${port}`
  if (error.code === 'EADDRINUSE')
    return `${what} cannot listen on ${place}: something else does; stop it, or choose another port`
  if (error.code === 'EACCES') return `${what} may not listen on ${place}; choose a port above 1023`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return `${what} cannot listen on ${place}: this machine has no such address`
  return `${what} cannot listen on ${place}: ${error.message}`
}

/** Where a server listens. */
export function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

/** How often connections are looked for that have become idle since. Milliseconds. */
const idleInterval = 100

/**
 * Stops accepting, lets requests under way finish, and does not wait for connections that only idle.
 *
 * @param deadline milliseconds after which every connection is closed, whatever is under way on it
 */
export function stopListening(server: Server, deadline: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), deadline)
    const idle = setInterval(() => server.closeIdleConnections(), idleInterval)
    server.close(() => {
      clearTimeout(timer)
      clearInterval(idle)
      resolve()
    })
    server.closeIdleConnections()
  })
}
