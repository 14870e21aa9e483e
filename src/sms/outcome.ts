import type { Settlement } from '../../interactions/sms-otp/ports.ts'
import type { Exchange } from './exchange.ts'
import type { StatusRange } from './gateway-settings.ts'

/** What a send came to, and why in a few words for the admin's log: no number, no text, no address. */
export interface Judgement {
  readonly outcome: Settlement
  readonly reason: string
  readonly status?: number
}

/**
 * Says what one exchange means. `refused` is kept for what certainly sent nothing, because the code of an earlier
 * message then counts again and the resend is given back; where there is doubt the answer is `unknown`.
 */
export function judge(result: Exchange, expected: readonly StatusRange[]): Judgement {
  if ('left' in result) {
    return { outcome: result.left ? 'unknown' : 'refused', reason: result.reason }
  }
  const { status, whole } = result
  const outcome = judgeStatus(status, expected)
  const reason = outcome === 'accepted' ? 'accepted' : 'unexpected status'
  return { outcome, status, reason: whole ? reason : `${reason}, answer cut short` }
}

/**
 * Refusals by definition (RFC 9110 section 15): client errors but 408, which may follow a request that was half read;
 * 503, a server that does not handle requests now; redirects that ask for the same request at another address.
 * Any other failing status, a 5xx above all, may come from something that broke after the message was taken.
 */
function judgeStatus(status: number, expected: readonly StatusRange[]): Settlement {
  if (expected.some(({ from, to }) => from <= status && status <= to)) return 'accepted'
  const refused = [301, 307, 308, 503].includes(status) || (status >= 400 && status < 500 && status !== 408)
  return refused ? 'refused' : 'unknown'
}
