import type { OutgoingMessage, Sender, SendOutcome } from '../../interactions/sms-otp/ports.ts'
import { createGateway, type OnResult } from './gateway.ts'
import type { GatewaySettings } from './gateway-settings.ts'

export interface SenderOptions {
  /** In order of preference; the first enabled one sends. */
  readonly gateways: readonly GatewaySettings[]
  /** Told of every send, for the admin's log; free of secrets. */
  readonly onResult?: OnResult
}

export interface SmsSender extends Sender {
  /** Refuses new messages, waits for those under way (their deadlines bound it) and closes all connections. */
  close(): Promise<void>
}

/**
 * Sends through the configured gateways.
 *
 * @throws TemplateError for a gateway that cannot make a request
 */
export function createSender({ gateways, onResult }: SenderOptions): SmsSender {
  const enabled = gateways
    .filter((gateway) => gateway.enabled)
    .map((gateway) => createGateway(gateway, onResult))
  const underWay = new Set<Promise<SendOutcome>>()
  let closed = false

  async function route(message: OutgoingMessage): Promise<SendOutcome> {
    const [first] = enabled
    if (closed || first === undefined) return refuse(closed ? 'shutting down' : 'no gateway is enabled')
    return withDeadline(first.deadlineMs, (signal) => first.send(message, signal))
  }

  function refuse(reason: string): SendOutcome {
    onResult?.({ gateway: 'none', outcome: 'refused', milliseconds: 0, reason })
    return { status: 'refused' }
  }

  return {
    send(message) {
      const sending = route(message)
      underWay.add(sending)
      return sending.finally(() => underWay.delete(sending))
    },
    async close() {
      closed = true
      await Promise.all(underWay)
      for (const gateway of enabled) gateway.close()
    },
  }
}

/** One signal over the whole send, let go of with it: a timer that fires later would keep the request in memory until then. */
async function withDeadline<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(new DOMException('deadline', 'TimeoutError')), milliseconds)
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
  }
}
