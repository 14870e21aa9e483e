import { judgeDestination } from '../../limits/destination.ts'
import type { SendLimits } from '../../limits/send-limits.ts'
import { isCountry } from '../../numbers/country.ts'
import { type NumberOptions, type NumberProblem, parseNumber } from '../../numbers/number.ts'

/** Why a typed number cannot be taken, in the texts' words. */
export type TypedProblem = NumberProblem | 'not-allowed' | 'same'

export type TypedNumber = { readonly number: string } | { readonly problem: TypedProblem }

/**
 * A number as a person types it: international in any way of writing, or as it is dialled in the picked country.
 *
 * @returns E.164, and only a number that messages may go to (SMS-04); or what is wrong, in one word
 */
export function readTyped(
  { country, number }: { readonly country: string; readonly number: string },
  limits: SendLimits,
): TypedNumber {
  const parsed = parseNumber(number, isCountry(country) ? ({ defaultRegion: country } as NumberOptions) : {})
  if (!parsed.ok) return { problem: parsed.reason }
  const judged = judgeDestination(parsed.e164, 'number-change', limits)
  return judged.ok ? { number: parsed.e164 } : { problem: 'not-allowed' }
}
