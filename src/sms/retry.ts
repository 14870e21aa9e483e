import { setTimeout as wait } from 'node:timers/promises'
import type { Exchange } from './exchange.ts'
import type { Judgement } from './outcome.ts'

/** One request and what it meant. */
export interface Attempt {
  readonly result: Exchange
  readonly judgement: Judgement
}

/** Milliseconds: enough for a name server or a gateway that is being restarted, and for nobody to notice. */
const pause = 150

/** A name server that is busy, a gateway or a network that is just coming back. */
const passing = new Set(['EAI_AGAIN', 'ENOTFOUND', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'])

/** A gateway that wants to wait longer is left to the next one, or to the person's own resend. */
const longestPause = 1000

/**
 * Makes a request, and once more where that cannot send a second message: the first one provably never left, or was
 * turned away until later, or the gateway recognises the same message (`deduplicates`).
 *
 * @param once makes the same request each time it is called
 */
export async function withRetry(
  once: () => Promise<Attempt>,
  deduplicates: boolean,
  signal: AbortSignal,
): Promise<Judgement> {
  const first = await once()
  const before = pauseBefore(first, deduplicates)
  if (before === undefined || !(await waited(before, signal))) return first.judgement
  const { judgement } = await once()
  // The first one may have been taken: a refusal of its repetition takes nothing back.
  return first.judgement.outcome === 'unknown' && judgement.outcome === 'refused'
    ? first.judgement
    : judgement
}

function pauseBefore({ result, judgement }: Attempt, deduplicates: boolean): number | undefined {
  const { outcome, class: means, retryAfterMs } = judgement
  if (outcome === 'unknown') return deduplicates ? pause : undefined
  if (means !== 'try-later') return undefined
  if ('left' in result) return passing.has(result.reason) ? pause : undefined
  return retryAfterMs !== undefined && retryAfterMs <= longestPause ? retryAfterMs : undefined
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(milliseconds, undefined, { signal })
    return true
  } catch {
    return false
  }
}
