import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { codeIn } from '../../test/support/phone.ts'

/** An SMS gateway that accepts everything at once, and the phones behind it. */
export interface Gateway {
  /** Takes JSON `{to, text}`. */
  readonly url: string
  /** The code of the next message to this number (E.164); ask before the message is caused. */
  next(number: string): Promise<string>
  /** From now on requests are taken, and never answered. */
  hang(): void
  close(): void
}

/** Starts it on a free port of 127.0.0.1. */
export async function startGateway(): Promise<Gateway> {
  const waiting = new Map<string, (code: string) => void>()
  let hanging = false
  const server = createServer(async (request, response) => {
    const message = JSON.parse(await text(request))
    if (hanging) return
    response.writeHead(202).end()
    waiting.get(message.to)?.(codeIn(message.text))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/send`,
    next: (number) =>
      new Promise((resolve) => {
        waiting.set(number, (code) => {
          waiting.delete(number)
          resolve(code)
        })
      }),
    hang() {
      hanging = true
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
