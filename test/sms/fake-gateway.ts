import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'

/** A request as a real HTTP parser read it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface FakeGateway extends AsyncDisposable {
  readonly port: number
  readonly origin: string
  readonly received: Received[]
  /** Connections it was ever given. */
  connections(): number
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void

/** A real HTTP server that keeps what it was asked and answers as told; 202 by default. */
export async function fakeGateway(
  answer: Answer = (response) => response.writeHead(202).end(),
): Promise<FakeGateway> {
  const received: Received[] = []
  let connections = 0
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    received.push({ method, url, headers, body: Buffer.concat(chunks) })
    answer(response, request)
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    received,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A gateway's settings as `src/config` fills them in, for a fake gateway on loopback. */
export function settingsFor(origin: string, more: Partial<GatewaySettings> = {}): GatewaySettings {
  return {
    name: 'fake',
    enabled: true,
    url: `${origin}/sms`,
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    payload: '{"to":"$ctx.num","text":"$ctx.msg"}',
    expectedStatus: [{ from: 200, to: 202 }],
    numberFormat: 'digits',
    deadlineMs: 5000,
    allowPrivate: true,
    ...more,
  }
}

/** What a message would be; the text ends as ours do. */
export const message = {
  to: '+94778888888',
  text: '482913 is your Example code.\n\n@login.example.com #482913',
  code: '482913',
  id: 'message-1',
}
