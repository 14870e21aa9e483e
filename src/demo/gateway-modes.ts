import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

/** How a gateway takes one message: `deliver` puts it on the phone and gives its id. */
type Behaviour = (response: ServerResponse, deliver: () => string) => void | Promise<void>

/** Longer than any gateway is waited for. Milliseconds. */
const forever = 60_000

const accept: Behaviour = (response, deliver) => json(response, 202, { id: deliver(), accepted: true })

/** By name, what the demo's gateway can be told to do. */
export const modes = {
  accept,
  'late-receipt': accept,
  'no-receipt': accept,
  async slow(response, deliver) {
    await wait(3000)
    json(response, 202, { id: deliver(), accepted: true })
  },
  /** Takes the request and says nothing. */
  hang: () => wait(forever, undefined, { ref: false }),
  async 'hang-body'(response, deliver) {
    deliver()
    response.writeHead(202, { 'Content-Type': 'application/json' }).write('{"id":')
    await wait(forever, undefined, { ref: false })
  },
  refuse: (response) => json(response, 400, { accepted: false, error: 'recipient' }),
  busy: (response) => json(response, 429, { accepted: false, error: 'busy' }, { 'Retry-After': '5' }),
  unavailable: (response) => json(response, 503, { accepted: false, error: 'unavailable' }),
  /** What is behind the proxy hangs up with the message on its way to the phone. */
  'unavailable-after-accept'(response, deliver) {
    deliver()
    json(response, 503, { error: 'unavailable' }, { 'Retry-After': '0' })
  },
  broken: (response) => json(response, 500, { error: 'internal' }),
  '200-with-error': (response) => json(response, 200, { accepted: false, error: 'no credit' }),
  reset: (response) => hangUp(response),
  /** The message is on its way to the phone when the line breaks. */
  'reset-after-accept'(response, deliver) {
    deliver()
    hangUp(response)
  },
  html: (response) => text(response, 'text/html', '<!doctype html><title>Welcome</title>'),
  'bad-json': (response) => text(response, 'application/json', '{"id": "1", "accepted": tr'),
  gzip(response, deliver) {
    const body = gzipSync(JSON.stringify({ id: deliver(), accepted: true }))
    response.writeHead(202, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }).end(body)
  },
  huge: (response, deliver) => {
    deliver()
    return flood(response)
  },
  redirect: (response) => {
    response.writeHead(302, { Location: '/messages' }).end()
  },
} satisfies Record<string, Behaviour>

export type Mode = keyof typeof modes

export function isMode(name: string): name is Mode {
  return Object.hasOwn(modes, name)
}

function json(response: ServerResponse, status: number, body: object, headers = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body))
}

function text(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type }).end(body)
}

function hangUp({ socket }: ServerResponse): void {
  socket?.resetAndDestroy()
}

/** 100 MB, as fast as they are taken. */
async function flood(response: ServerResponse): Promise<void> {
  response.writeHead(202, { 'Content-Type': 'application/json' })
  const piece = Buffer.alloc(1024 * 1024, ' ')
  for (let sent = 0; sent < 100 && !response.destroyed; sent += 1) {
    if (!response.write(piece)) await drained(response)
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve).once('close', resolve)
  })
}
