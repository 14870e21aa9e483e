import { isIP } from 'node:net'
import pLimit from 'p-limit'
import type { SendOutcome, Settlement } from '../../interactions/sms-otp/ports.ts'
import { authenticated } from './authentication.ts'
import { createBreaker } from './breaker.ts'
import { exchange, openConnections } from './exchange.ts'
import type { GatewaySettings } from './gateway-settings.ts'
import { type AnswerClass, type Judgement, judge, refusal } from './outcome.ts'
import { TemplateError } from './places.ts'
import { isPrivateAddress } from './private-address.ts'
import { type Attempt, withRetry } from './retry.ts'
import { type GatewayRequest, parseTemplate } from './template.ts'
import type { TextMessage } from './text-message.ts'
import { valuesOf } from './values.ts'

/** One HTTP SMS gateway. */
export interface Gateway {
  readonly name: string
  /** How long one send may take, in milliseconds. */
  readonly deadlineMs: number
  /**
   * Sends this message at most once. Never rejects.
   *
   * @param signal ends it, from the wait for a free connection to the last byte read
   */
  send(message: TextMessage, signal: AbortSignal): Promise<SendOutcome>
  /** Whether it is left alone now: it kept failing, or asked for it. */
  isLeftAlone(): boolean
  /** Closes its connections; call it when no send is under way. */
  close(): void
}

/** One line for the admin's log. It holds neither number, text, address nor anything a gateway wrote. */
export interface SendReport {
  readonly gateway: string
  readonly outcome: Settlement
  readonly class: AnswerClass
  /** From 1; a send makes a second one only where that cannot send a second message. */
  readonly attempt: number
  /** HTTP status, when there was an answer. */
  readonly status?: number
  readonly milliseconds: number
  readonly reason: string
}

export type OnResult = (report: SendReport) => void

/** Told what a gateway wrote: for an admin who is looking on, never for a log. */
export type OnAnswer = (body: string) => void

/** Requests at once to one gateway, and how many more may wait: as many as a healthy one answers in its deadline. */
const bounds = { atOnce: 10, waiting: 200 }

/**
 * @throws TemplateError when the gateway's texts cannot make a request, or lead to a private address that is not allowed
 */
export function createGateway(
  settings: GatewaySettings,
  onResult: OnResult = () => {},
  onAnswer: OnAnswer = () => {},
): Gateway {
  const { name, deadlineMs, allowPrivate, deduplicates = false } = settings
  const requestFor = requestsOf(settings)
  if (!allowPrivate) refusePrivate(settings)
  const connections = openConnections(bounds.atOnce, allowPrivate)
  const call = authenticated(settings, (request, signal) => exchange(request, connections, signal))
  const limit = pLimit(bounds.atOnce)
  const breaker = createBreaker()
  const report = reporter(name, onResult)

  async function attempt(request: GatewayRequest, signal: AbortSignal, number: number): Promise<Attempt> {
    const began = performance.now()
    const result = await call(request, signal)
    if ('body' in result) onAnswer(result.body)
    return { result, judgement: report(judge(result, settings), number, performance.now() - began) }
  }

  async function carry(message: TextMessage, signal: AbortSignal): Promise<Judgement> {
    const request = requestFor(message)
    if ('outcome' in request) return report(request)
    if (limit.pendingCount >= bounds.waiting) return report(refusal('queue full'))
    return limit(async () => {
      if (signal.aborted) return report(refusal('deadline while waiting'))
      let attempts = 0
      const once = () => {
        attempts += 1
        return attempt(request, signal, attempts)
      }
      const judgement = await breaker.run(message.to, () => withRetry(once, deduplicates, signal))
      return attempts === 0 ? report(judgement) : judgement
    })
  }

  return {
    name,
    deadlineMs,
    async send(message, signal) {
      const { outcome, messageId } = await carry(message, signal)
      return { status: outcome, gateway: name, ...(messageId === undefined ? {} : { messageId }) }
    },
    isLeftAlone: breaker.isOpen,
    close: connections.close,
  }
}

/** What was refused before anything was tried is reported as well, as a first attempt. */
function reporter(gateway: string, onResult: OnResult) {
  return (judgement: Judgement, attempt = 1, milliseconds = 0): Judgement => {
    const { outcome, class: means, reason, status } = judgement
    onResult({
      gateway,
      outcome,
      class: means,
      attempt,
      ...(status === undefined ? {} : { status }),
      milliseconds: Math.round(milliseconds),
      reason,
    })
    return judgement
  }
}

/** The request for a message, or why there can be none. */
function requestsOf(settings: GatewaySettings): (message: TextMessage) => GatewayRequest | Judgement {
  const template = parseTemplate(settings)
  return (message) => {
    if (message.code === undefined && template.uses.has('otp')) {
      return refusal('carries nothing but codes', 'set-up-wrong')
    }
    try {
      return template.render(valuesOf(message, settings, Date.now()))
    } catch (error) {
      return refusal(error instanceof TemplateError ? error.message : 'cannot be rendered', 'set-up-wrong')
    }
  }
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
