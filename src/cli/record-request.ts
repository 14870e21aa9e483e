import { once } from 'node:events'
import { Agent } from 'node:http'
import { type AddressInfo, connect, createServer } from 'node:net'
import { exchange } from '../sms/exchange.ts'
import type { GatewayRequest } from '../sms/template.ts'

/** Milliseconds; it is a conversation with ourselves. */
const deadline = 5000

/**
 * Makes a request with what makes all requests, and gives back the bytes instead of sending them: whatever its address,
 * the connection leads to a socket of our own, without TLS.
 */
export async function recordRequest(request: GatewayRequest): Promise<string> {
  let recorded = ''
  const recorder = createServer((socket) => {
    socket.on('data', (chunk) => {
      recorded += chunk.toString()
      if (isWhole(recorded)) socket.end('HTTP/1.1 204 No Content\r\n\r\n')
    })
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(recorder, 'listening')
  const { port } = recorder.address() as AddressInfo
  // As one that is kept open, like those of the sender: it is in a header.
  const agent = new Agent({ keepAlive: true })
  agent.createConnection = () => connect(port, '127.0.0.1')
  try {
    const plain = { ...request, url: request.url.replace(/^https:/i, 'http:') }
    const connections = { http: agent, https: agent as never, close: () => {} }
    await exchange(plain, connections, AbortSignal.timeout(deadline))
    return recorded
  } finally {
    agent.destroy()
    recorder.close()
  }
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const length = Number(/^content-length: (\d+)$/im.exec(text.slice(0, end))?.[1] ?? 0)
  return Buffer.byteLength(text.slice(end + 4)) >= length
}
