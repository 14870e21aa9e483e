import type { Sender, SendOutcome } from '../../interactions/sms-otp/ports.ts'
import { createGateway, type Gateway, type OnAnswer, type OnResult } from './gateway.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import { refusal } from './outcome.ts'
import { sendingGateways, waysFor } from './route.ts'
import type { TextMessage } from './text-message.ts'

export interface SenderOptions {
  /** Those that are enabled send. */
  readonly gateways: readonly GatewaySettings[]
  /** Told of every attempt, for the admin's log; free of secrets. */
  readonly onResult?: OnResult
  readonly onAnswer?: OnAnswer
  /** Opens a gateway, which is closed with the sender; by default one of its own. */
  readonly open?: OpenGateway
}

export type OpenGateway = (settings: GatewaySettings) => Gateway

export interface SmsSender extends Sender {
  /** See Sender; a notice has no code. */
  send(message: TextMessage): Promise<SendOutcome>
  /** How long one send may take, over all gateways it asks; milliseconds. */
  readonly deadlineMs: number
  /** The gateways that send, and whether each is left alone now: it kept failing, or asked for it. */
  leftAlone(): ReadonlyMap<string, boolean>
  /** Refuses new messages, waits for those under way (their deadlines bound it) and closes all connections. */
  close(): Promise<void>
}

/** However many gateways there are: nobody waits longer for a code. */
const longestSend = 15_000

/**
 * Sends through the configured gateways, in order: those for the number's country, by priority, last those that
 * carried an earlier message of the same challenge in vain. A definite refusal moves on to the next with the same
 * message; an unknown outcome does not, or there could be two.
 *
 * @throws TemplateError for a gateway that cannot make a request
 */
export function createSender(options: SenderOptions): SmsSender {
  const { gateways, onResult, onAnswer } = options
  const { open: openOne = (settings: GatewaySettings) => createGateway(settings, onResult, onAnswer) } =
    options
  const enabled = sendingGateways(gateways)
  const open = openAll(enabled, openOne)
  const deadlineMs = Math.min(longestSend, sum(enabled.map((gateway) => gateway.deadlineMs)))
  const underWay = new Set<Promise<SendOutcome>>()
  let closed = false

  async function route(message: TextMessage): Promise<SendOutcome> {
    if (closed || enabled.length === 0) return refuse(closed ? 'shutting down' : 'no gateway is enabled')
    const ways = waysFor(message, enabled)
    if (ways.length === 0) return refuse("no gateway serves the number's country")
    return withDeadline(deadlineMs, (whole) => inTurn(message, ways, whole))
  }

  async function inTurn(
    message: TextMessage,
    ways: readonly GatewaySettings[],
    whole: AbortSignal,
  ): Promise<SendOutcome> {
    let outcome: SendOutcome = { status: 'refused' }
    for (const settings of ways) {
      const gateway = open.get(settings)
      if (gateway === undefined || whole.aborted) break
      outcome = await withDeadline(settings.deadlineMs, (own) => gateway.send(message, own), whole)
      if (outcome.status !== 'refused') break
    }
    return outcome
  }

  function refuse(reason: string): SendOutcome {
    const { outcome, class: means } = refusal(reason, 'set-up-wrong')
    onResult?.({ gateway: 'none', outcome, class: means, attempt: 1, milliseconds: 0, reason })
    return { status: 'refused' }
  }

  return {
    deadlineMs,
    send(message) {
      const sending = route(message)
      underWay.add(sending)
      return sending.finally(() => underWay.delete(sending))
    },
    leftAlone: () => new Map([...open.values()].map((gateway) => [gateway.name, gateway.isLeftAlone()])),
    async close() {
      closed = true
      await Promise.all(underWay)
      for (const gateway of open.values()) gateway.close()
    },
  }
}

/** All of them, or none is left open. */
function openAll(enabled: readonly GatewaySettings[], openOne: OpenGateway): Map<GatewaySettings, Gateway> {
  const open = new Map<GatewaySettings, Gateway>()
  try {
    for (const settings of enabled) open.set(settings, openOne(settings))
    return open
  } catch (error) {
    for (const gateway of open.values()) gateway.close()
    throw error
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** A signal over the work, let go of with it: a timer that fires later would keep the request in memory until then. */
async function withDeadline<T>(
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(new DOMException('deadline', 'TimeoutError'))
  const timer = setTimeout(stop, milliseconds)
  outer?.addEventListener('abort', stop, { once: true })
  try {
    return await work(controller.signal)
  } finally {
    clearTimeout(timer)
    outer?.removeEventListener('abort', stop)
  }
}
