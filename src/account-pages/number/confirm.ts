import type { SmsVisit } from '../../../interactions/sms-otp/step.ts'
import { codePassage } from '../code-passage.ts'
import { smsVisitFor } from '../prove/parts.ts'
import type { Passage } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { changeNumber } from './change.ts'
import { type NumberParts, showNumber } from './show.ts'
import { dropWaiting, type NamedNumber, waitingNumber } from './waiting.ts'

const path = 'number/confirm'

/** Where the first message to a number that waits is asked for. */
export const sendPath = `${path}/sms-otp/start`

/** The code to the new number, typed in the browser that asked for it (SELF-03). */
export function confirmPassage(parts: NumberParts): Passage {
  const { sms, pending, face } = parts

  /** Each number has codes of its own, so that a mistyped one stands in nobody's way. */
  function smsVisit(visit: AccountVisit, { number, name }: NamedNumber): SmsVisit {
    const purpose = `number-change:${name}`
    const others = { correctAction: '/account/number/correct' }
    // Counted by network, whoever the browser knows: here the caller picks the number.
    const { network } = visit.caller
    return { ...smsVisitFor(visit, { purpose, number, path, face }), network, inFull: true, others }
  }

  return codePassage(sms, {
    path,
    async asked(visit) {
      const waiting = await waitingNumber(pending, visit)
      if (waiting === undefined) return { instead: { to: 'number' } }
      return { sms: smsVisit(visit, waiting) }
    },
    async right(visit, { number }) {
      const waiting = await waitingNumber(pending, visit)
      // Another tab may have typed another number in between: only the one whose code was right counts.
      if (waiting?.number !== number) return { to: path }
      if (waiting.endOthers) await visit.renewSession()
      const { result } = await changeNumber(parts, visit, waiting)
      await dropWaiting(pending, visit)
      const status = result === 'overtaken' || result === 'taken' ? 409 : 200
      return showNumber(parts, visit, { done: result }, status)
    },
    async abort(visit) {
      await dropWaiting(pending, visit)
      return { to: 'number' }
    },
  })
}
