import { isIP } from 'node:net'
import pLimit from 'p-limit'
import type { OutgoingMessage, SendOutcome, Settlement } from '../../interactions/sms-otp/ports.ts'
import { authenticated } from './authentication.ts'
import { exchange, openConnections } from './exchange.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import { type Judgement, judge } from './outcome.ts'
import { TemplateError } from './places.ts'
import { isPrivateAddress } from './private-address.ts'
import { type GatewayRequest, parseTemplate } from './template.ts'
import { valuesOf } from './values.ts'

/** One HTTP SMS gateway. */
export interface Gateway {
  readonly name: string
  /** How long one send may take, in milliseconds. */
  readonly deadlineMs: number
  /**
   * Sends at most one request for this message. Never rejects.
   *
   * @param signal ends it, from the wait for a free connection to the last byte read
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<SendOutcome>
  /** Closes its connections; call it when no send is under way. */
  close(): void
}

/** One line for the admin's log. It holds neither number, text, address nor anything a gateway wrote. */
export interface SendReport {
  readonly gateway: string
  readonly outcome: Settlement
  /** HTTP status, when there was an answer. */
  readonly status?: number
  readonly milliseconds: number
  readonly reason: string
}

export type OnResult = (report: SendReport) => void

/** Requests at once to one gateway, and how many more may wait: as many as a healthy one answers in its deadline. */
const bounds = { atOnce: 10, waiting: 200 }

/**
 * @throws TemplateError when the gateway's texts cannot make a request, or lead to a private address that is not allowed
 */
export function createGateway(settings: GatewaySettings, onResult: OnResult = () => {}): Gateway {
  const { name, deadlineMs, allowPrivate, expectedStatus } = settings
  const template = parseTemplate(settings)
  if (!allowPrivate) refusePrivate(settings)
  const connections = openConnections(bounds.atOnce, allowPrivate)
  const call = authenticated(settings, (request, signal) => exchange(request, connections, signal))
  const limit = pLimit(bounds.atOnce)

  async function attempt(request: GatewayRequest | Judgement, signal: AbortSignal): Promise<Judgement> {
    if ('outcome' in request) return request
    if (limit.pendingCount >= bounds.waiting) return refusal('queue full')
    return limit(async () => {
      if (signal.aborted) return refusal('deadline while waiting')
      return judge(await call(request, signal), expectedStatus)
    })
  }

  return {
    name,
    deadlineMs,
    async send(message, signal) {
      const began = performance.now()
      const judgement = await attempt(requestFor(message), signal)
      onResult({ gateway: name, ...judgement, milliseconds: Math.round(performance.now() - began) })
      return { status: judgement.outcome, gateway: name }
    },
    close: connections.close,
  }

  function requestFor(message: OutgoingMessage): GatewayRequest | Judgement {
    try {
      return template.render(valuesOf(message, settings, Date.now()))
    } catch (error) {
      return refusal(error instanceof TemplateError ? error.message : 'cannot be rendered')
    }
  }
}

function refusal(reason: string): Judgement {
  return { outcome: 'refused', reason }
}

/** Addresses in figures are never looked up, so the guarded look-up does not see them. */
function refusePrivate({ name, url, authentication }: GatewaySettings): void {
  const addresses = authentication?.scheme === 'client-credentials' ? [url, authentication.tokenUrl] : [url]
  for (const address of addresses) {
    const host = new URL(address).hostname.replace(/^\[|\]$/g, '')
    if (isIP(host) === 0 || !isPrivateAddress(host)) continue
    const part = address === url ? 'url' : 'authentication'
    throw new TemplateError('a private address is allowed with allow_private = true only', {
      gateway: name,
      part,
    })
  }
}
