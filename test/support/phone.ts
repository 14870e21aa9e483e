import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** One text message, as the gateway was asked to send it. */
export interface Received {
  readonly to: string
  readonly text: string
}

/** A real HTTP gateway on loopback, and the phone behind it. */
export interface Phone {
  /** Where the gateway takes messages: JSON `{to, text}`, answered 202 with `{id}`: `message-1`, `message-2`, … */
  readonly url: string
  readonly messages: readonly Received[]
  /** The code of the newest message, once at least `count` have arrived. */
  code(count?: number): Promise<string>
  /** How the gateway behaves from now on; by default it answers 202 at once. */
  behave(how: 'accept' | 'refuse' | 'hang'): void
  close(): Promise<void>
}

/** Starts a gateway that keeps what it is asked to send. */
export async function startPhone(): Promise<Phone> {
  const messages: Received[] = []
  let how: Parameters<Phone['behave']>[0] = 'accept'
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    if (how === 'hang') return
    if (how === 'accept') messages.push(JSON.parse(body))
    const answer = how === 'accept' ? { id: `message-${messages.length}` } : {}
    response.writeHead(how === 'accept' ? 202 : 400).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/send`,
    messages,
    async code(count = 1) {
      for (let tries = 0; messages.length < count; tries += 1) {
        if (tries === 500) throw new Error(`${messages.length} of ${count} messages arrived`)
        await wait(10)
      }
      return codeIn(messages[messages.length - 1]?.text ?? '')
    },
    behave: (next) => {
      how = next
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The code on the message's last line. */
export function codeIn(text: string): string {
  return /#(\w+)$/.exec(text)?.[1] ?? ''
}
