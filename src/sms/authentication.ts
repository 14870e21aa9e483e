import { bearer, clientCredentials } from './credentials.ts'
import type { Answer, Exchange, Failure } from './exchange.ts'
import type { GatewayAuthentication, GatewayHeader, GatewaySettings } from './gateway-settings.ts'
import type { GatewayRequest } from './template.ts'

/** Makes one request, once; see exchange. Never rejects. */
export type Call = (request: GatewayRequest, signal: AbortSignal) => Promise<Exchange>

type ClientCredentials = Extract<GatewayAuthentication, { scheme: 'client-credentials' }>

interface Token {
  readonly header: GatewayHeader
  /** On the clock of `now`. */
  readonly endsAt: number
}

/**
 * A call that carries an access token where the file wants one (RFC 6749 section 4.4); credentials that never change
 * are in the request already. A 401 says that nothing was done: the token is replaced and the request made once more,
 * exactly once. Without a token nothing leaves.
 *
 * @param now milliseconds on a clock that never goes back
 */
export function authenticated(
  { authentication, deadlineMs }: Pick<GatewaySettings, 'authentication' | 'deadlineMs'>,
  call: Call,
  now: () => number = () => performance.now(),
): Call {
  if (authentication?.scheme !== 'client-credentials') return call
  const tokens = tokensFrom((signal) => askForToken(authentication, call, now(), signal), deadlineMs, now)

  return async (request, signal) => {
    const first = await tokens.current(signal)
    if ('reason' in first) return first
    const answer = await call(withHeader(request, first.header), signal)
    if (!('status' in answer) || answer.status !== 401) return answer
    tokens.drop(first)
    const second = await tokens.current(signal)
    return 'reason' in second ? second : call(withHeader(request, second.header), signal)
  }
}

function withHeader(request: GatewayRequest, { name, value }: GatewayHeader): GatewayRequest {
  return { ...request, headers: { ...request.headers, [name]: value } }
}

/** The token in use, and one request for the next at a time, however many sends wait for it. */
function tokensFrom(
  ask: (signal: AbortSignal) => Promise<Token | Failure>,
  deadlineMs: number,
  now: () => number,
) {
  let token: Token | undefined
  let underWay: Promise<Token | Failure> | undefined

  /** Has a deadline of its own: the send that began it may end before those that wait with it. */
  async function renew(): Promise<Token | Failure> {
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(new DOMException('deadline', 'TimeoutError')), deadlineMs)
    try {
      const found = await ask(controller.signal)
      if ('header' in found) token = found
      return found
    } finally {
      clearTimeout(timer)
      underWay = undefined
    }
  }

  return {
    async current(signal: AbortSignal): Promise<Token | Failure> {
      if (token && token.endsAt > now()) return token
      underWay ??= renew()
      return (await unlessAborted(underWay, signal)) ?? noToken('deadline')
    },
    /** Another send may have replaced it already. */
    drop(refused: Token): void {
      if (token === refused) token = undefined
    },
  }
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined
  let stop = () => {}
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function noToken(why: string): Failure {
  return { left: false, reason: `no access token: ${why}` }
}

async function askForToken(
  { tokenUrl, clientId, clientSecret, scope }: ClientCredentials,
  call: Call,
  began: number,
  signal: AbortSignal,
): Promise<Token | Failure> {
  const credentials = clientCredentials(clientId, clientSecret)
  const fields = { grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) }
  const request: GatewayRequest = {
    method: 'POST',
    url: tokenUrl,
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
      [credentials.name]: credentials.value,
    },
    body: new URLSearchParams(fields).toString(),
  }
  const answer = await call(request, signal)
  if ('left' in answer) return noToken(answer.reason)
  if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
    return { ...noToken(`status ${answer.status}`), means: 'set-up-wrong' }
  }
  if (answer.status !== 200) return noToken(`status ${answer.status}`)
  return readToken(answer, began) ?? noToken('unreadable answer')
}

/** Seconds a token is used when its answer does not say how long it lives (RFC 6749 section 5.1 only recommends it). */
const usualLife = 300

/** RFC 6749 section 5.1; undefined for anything else. */
function readToken({ whole, body }: Answer, began: number): Token | undefined {
  try {
    if (!whole) return undefined
    const { access_token: text, token_type: type, expires_in: life = usualLife } = JSON.parse(body)
    const seconds = Number(life)
    if (typeof text !== 'string' || String(type).toLowerCase() !== 'bearer' || !(seconds >= 0))
      return undefined
    // It must not end on its way: a minute early, or at half time when it lives shorter than two.
    return { header: bearer(text), endsAt: began + (seconds - Math.min(60, seconds / 2)) * 1000 }
  } catch {
    return undefined
  }
}
