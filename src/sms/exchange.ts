import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { RefusalClass } from './gateway-settings.ts'
import { publicLookup } from './private-address.ts'
import type { GatewayRequest } from './template.ts'

/** What became of one request. */
export type Exchange = Answer | Failure

export interface Answer {
  readonly status: number
  /** False when the body was too long, too slow, broken off, or compressed though nobody asked for it. */
  readonly whole: boolean
  /** What was read of it, as UTF-8. */
  readonly body: string
  /** How long the gateway asks to be left alone (RFC 9110 section 10.2.3), in milliseconds, at most a minute. */
  readonly retryAfterMs?: number
}

export interface Failure {
  /** False when the connection was never made, so that certainly nothing was sent. */
  readonly left: boolean
  /** Says what failed in an error code, never with an address or a text. */
  readonly reason: string
  /** Why nothing was sent, where that is known; otherwise a later attempt may go through. */
  readonly means?: RefusalClass
}

export interface Connections {
  readonly http: HttpAgent
  readonly https: HttpsAgent
  close(): void
}

/** Bytes of an answer that are read. */
const answerLimit = 64 * 1024

/** Milliseconds; a gateway that asks for more is asked again after it all the same. */
const longestPause = 60_000

/** Milliseconds; a healthy gateway answers a connection in a tenth of it. */
const connectLimit = 2000

/**
 * Connections to one gateway, kept open between messages. Idle ones are closed before the gateway is likely to: a
 * request on a connection that is just being closed by the other end has an unknown outcome.
 */
export function openConnections(sockets: number, allowPrivate: boolean): Connections {
  const options = {
    keepAlive: true,
    maxSockets: sockets,
    timeout: 4000,
    ...(allowPrivate ? {} : { lookup: publicLookup }),
  }
  const http = new HttpAgent(options)
  const https = new HttpsAgent({ ...options, rejectUnauthorized: true })
  return {
    http,
    https,
    close() {
      http.destroy()
      https.destroy()
    },
  }
}

/**
 * Makes one request, once: no retry, no redirect, no decompression, certificates verified. Never rejects.
 *
 * @param signal ends everything from the name look-up to the last byte read
 */
export async function exchange(
  request: GatewayRequest,
  connections: Connections,
  signal: AbortSignal,
): Promise<Exchange> {
  const way: Way = { left: false }
  const read: Buffer[] = []
  let response: IncomingMessage | undefined
  try {
    response = await responseTo(begin(request, connections, signal), way)
    return answerOf(response, await drain(response, read), read)
  } catch (error) {
    if (response !== undefined) return answerOf(response, false, read)
    return failureOf(way.left, reasonOf(error, signal))
  }
}

/** How far a request got: it may have left from the moment a connection stands, with TLS once its handshake is over. */
interface Way {
  left: boolean
}

function begin(
  { method, url, headers, body }: GatewayRequest,
  { http, https }: Connections,
  signal: AbortSignal,
): ClientRequest {
  const options = { method, headers: { 'user-agent': 'Latchkey', ...headers }, signal }
  const request = url.toLowerCase().startsWith('https:')
    ? httpsRequest(url, { ...options, agent: https, rejectUnauthorized: true })
    : httpRequest(url, { ...options, agent: http })
  // An empty body, too, gets its Content-Length of 0, which some gateways insist on.
  return method === 'GET' ? request.end() : request.end(body ?? '')
}

function responseTo(request: ClientRequest, way: Way): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('socket', (socket) => follow(socket, request, way))
    request.once('response', resolve)
    // Stays for what fails after the answer began, which whoever reads it finds out.
    request.on('error', reject)
    request.once('close', () => reject(new Error('closed without an answer')))
  })
}

function follow(socket: Socket, request: ClientRequest, way: Way): void {
  way.left = request.reusedSocket
  if (way.left) return
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
    way.left = true
  })
  limitConnecting(socket, request)
}

/** A name look-up has the whole deadline; connecting, which begins after it, has less. */
function limitConnecting(socket: Socket, request: ClientRequest): void {
  let timer: NodeJS.Timeout | undefined
  const begin = () => {
    const late = () => request.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' }))
    timer ??= setTimeout(late, connectLimit)
  }
  const end = () => clearTimeout(timer)
  if (isIP(request.host) > 0) begin()
  else socket.once('lookup', begin)
  socket.once('connect', end)
  socket.once('close', end)
}

/** Reads a body so that its connection can be used again; leaving the loop early closes the connection instead. */
async function drain(response: IncomingMessage, read: Buffer[]): Promise<boolean> {
  let length = 0
  for await (const chunk of response) {
    length += chunk.length
    if (length > answerLimit) return false
    read.push(chunk)
  }
  return true
}

function answerOf(response: IncomingMessage, whole: boolean, read: readonly Buffer[]): Answer {
  const { 'content-encoding': coding = 'identity', 'retry-after': wish } = response.headers
  const retryAfterMs = retryAfter(wish)
  return {
    status: response.statusCode ?? 0,
    whole: whole && coding === 'identity',
    body: Buffer.concat(read).toString(),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

/** Seconds, or a date. */
function retryAfter(wish: string | undefined): number | undefined {
  if (wish === undefined) return undefined
  const milliseconds = /^\d+$/.test(wish) ? Number(wish) * 1000 : Date.parse(wish) - Date.now()
  return Number.isNaN(milliseconds) ? undefined : Math.min(Math.max(milliseconds, 0), longestPause)
}

/** A certificate that does not verify, or a private address: no later attempt fares better. */
function failureOf(left: boolean, reason: string): Failure {
  const lasting = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO|EPRIVATE/.test(reason)
  return { left, reason, ...(lasting ? { means: 'set-up-wrong' } : {}) }
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'deadline'
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^[A-Z][A-Z0-9_]*$/.test(code) ? code : 'failed'
}
