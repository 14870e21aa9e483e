import { once } from 'node:events'
import { type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { untrusted } from '../sms/untrusted-certificate.ts'

/** What ends TLS in front of the provider and is every other site, too. */
export interface Front {
  readonly port: number
  close(): Promise<void>
}

/**
 * Ends TLS for any host name: `proxied` goes on to a server on 127.0.0.1 with its Host header as it came, every
 * other name is answered by `pages`.
 */
export async function startFront(
  proxied: { readonly host: string; readonly port: number },
  pages: (url: URL, response: ServerResponse) => void,
): Promise<Front> {
  const server = createServer(untrusted, (incoming, response) => {
    const url = new URL(incoming.url ?? '/', `https://${incoming.headers.host}`)
    if (url.host === proxied.host) forward(incoming, response, proxied.port)
    else pages(url, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function forward(incoming: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = incoming
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.writeHead(502).end())
  incoming.pipe(onward)
}
