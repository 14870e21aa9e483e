import type { Settlement } from '../../interactions/sms-otp/ports.ts'
import { type Body, messageIdIn, passes, readBody } from './body-test.ts'
import type { Answer, Exchange } from './exchange.ts'
import type { GatewaySettings, RefusalClass, StatusRange } from './gateway-settings.ts'

/** What an answer means to an admin. */
export type AnswerClass = 'accepted' | RefusalClass | 'unknown'

/** What a send came to, and why in a few words for the admin's log: no number, no text, no address. */
export interface Judgement {
  readonly outcome: Settlement
  readonly class: AnswerClass
  readonly reason: string
  readonly status?: number
  /** The vendor's. */
  readonly messageId?: string
  /** How long the gateway asks to be left alone, in milliseconds. */
  readonly retryAfterMs?: number
}

type Rules = Pick<GatewaySettings, 'expectedStatus' | 'response'>

/** A message certainly not sent. */
export function refusal(reason: string, means: RefusalClass = 'try-later'): Judgement {
  return { outcome: 'refused', class: means, reason }
}

/**
 * Says what one exchange means. `refused` is kept for what certainly sent nothing, because another gateway is asked
 * then; where there is doubt the answer is `unknown`. A refusal is a status that is one by definition, or a body the
 * gateway's file names as one, whatever its status; a body that says neither yes nor no leaves doubt.
 */
export function judge(result: Exchange, rules: Rules): Judgement {
  if ('left' in result) {
    if (!result.left) return refusal(result.reason, result.means)
    return { outcome: 'unknown', class: 'unknown', reason: result.reason }
  }
  const { status, retryAfterMs } = result
  const more = { status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  return { ...judgeAnswer(result, rules), ...more }
}

function judgeAnswer(answer: Answer, { expectedStatus, response }: Rules): Judgement {
  const body = answer.whole && response ? readBody(answer.body) : undefined
  const place = body ? (response?.refusals.findIndex(({ test }) => passes(test, body)) ?? -1) : -1
  const named = response?.refusals[place]
  if (named) return refusal(`[response] refusals, entry ${place + 1}`, named.means)
  if (isExpected(answer.status, expectedStatus)) return judgeExpected(answer, body, response)
  const means = refusalOf(answer.status)
  const reason = 'status not among response_codes'
  if (means !== undefined) return refusal(reason, means)
  return { outcome: 'unknown', class: 'unknown', reason }
}

function judgeExpected(
  { whole }: Answer,
  body: Body | undefined,
  rule: GatewaySettings['response'],
): Judgement {
  if (rule && !(body && passes(rule.accepted, body))) {
    const reason = body ? '[response] accepted does not hold' : 'the answer was cut short'
    return { outcome: 'unknown', class: 'unknown', reason }
  }
  const messageId = body && messageIdIn(body, rule?.messageId)
  const said = rule ? '[response] accepted' : 'status among response_codes'
  return {
    outcome: 'accepted',
    class: 'accepted',
    reason: whole ? said : `${said}, answer cut short`,
    ...(messageId === undefined ? {} : { messageId }),
  }
}

function isExpected(status: number, expected: readonly StatusRange[]): boolean {
  return expected.some(({ from, to }) => from <= status && status <= to)
}

/**
 * Refusals by definition (RFC 9110 section 15): client errors but 408, which may follow a request that was half read;
 * redirects that say the address has another place (301, 307, 308); 429, which is answered before anything is done (RFC 6585
 * section 4). Any other failing status, each 5xx above all, may come from something that broke after the message was
 * taken: proxies answer 503 as well when what is behind them hangs up.
 */
function refusalOf(status: number): RefusalClass | undefined {
  if (status === 429) return 'try-later'
  if (status === 402) return 'account-empty'
  // What most gateways answer about the number; those that mean something else say so in a body rule.
  if ([400, 410, 422].includes(status)) return 'recipient-refused'
  const wrong = [301, 307, 308].includes(status) || (status >= 400 && status < 500 && status !== 408)
  return wrong ? 'set-up-wrong' : undefined
}
