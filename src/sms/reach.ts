import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import type { GatewaySettings } from './gateway-settings.ts'
import { publicLookup } from './private-address.ts'

/** How long a gateway that is asked for nothing may take to answer. Milliseconds. */
const patience = 3000

/**
 * Connects to where a gateway is, with TLS where its address says https, and asks nothing: no message leaves.
 *
 * @returns why it cannot be reached, as an error code; undefined when it can
 */
export function whyUnreachable({ url, allowPrivate }: GatewaySettings): Promise<string | undefined> {
  const { protocol, hostname, port } = new URL(url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const secure = protocol === 'https:'
  const options = {
    host,
    port: Number(port || (secure ? 443 : 80)),
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  }
  return new Promise((resolve) => {
    const end = (why?: string) => {
      socket.destroy()
      resolve(why)
    }
    const socket: Socket = secure ? connectSecurely({ ...options, servername: host }) : connectPlain(options)
    socket.setTimeout(patience, () => end('no answer within 3 seconds'))
    socket.once(secure ? 'secureConnect' : 'connect', () => end())
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'it broke the connection off'))
  })
}
