import { deliveryPath, type SmsAnswer, type SmsVisit } from '../../../interactions/sms-otp/step.ts'
import { nameNumber } from '../../accounts/number-name.ts'
import type { TopicParts } from '../parts.ts'
import { smsVisitFor } from '../prove/parts.ts'
import { answerOf } from '../sms-answer.ts'
import type { AccountAnswer, Action, Passage } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { changeNumber } from './change.ts'
import { showNumber } from './show.ts'
import { dropWaiting, waitingNumber } from './waiting.ts'

const path = 'number/confirm'

/** The code to the new number, typed in the browser that asked for it (SELF-03). */
export function confirmPassage(parts: TopicParts) {
  const { sms, pending, face, key } = parts

  /** Each number has codes of its own, so that a mistyped one stands in nobody's way. */
  function asked(visit: AccountVisit, number: string): SmsVisit {
    const others = { correctAction: '/account/number/correct' }
    return {
      ...smsVisitFor(visit, { purpose: `number-change:${nameNumber(key, number)}`, number, path, face }),
      inFull: true,
      others,
    }
  }

  async function on(
    visit: AccountVisit,
    work: (sms: SmsVisit) => Promise<SmsAnswer>,
  ): Promise<AccountAnswer> {
    const waiting = await waitingNumber(pending, visit)
    if (waiting === undefined) return { to: 'number' }
    return answerOf(await work(asked(visit, waiting.number)), path, async () => {
      const { result } = await changeNumber(parts, visit, waiting)
      await dropWaiting(pending, visit)
      const status = result === 'overtaken' || result === 'taken' ? 409 : 200
      return showNumber(parts, visit, { done: result }, status)
    })
  }

  const action = (
    fields: readonly string[],
    work: (sms: SmsVisit, typed: string) => Promise<SmsAnswer>,
  ): Action => ({
    fields,
    proof: 'none',
    act: (visit, { code = '' }) => on(visit, (each) => work(each, code)),
  })

  const passage: Passage = {
    pages: { [path]: (visit) => on(visit, sms.show) },
    actions: {
      [`${path}/sms-otp`]: action(['code'], sms.submit),
      [`${path}/sms-otp/start`]: action([], sms.start),
      [`${path}/sms-otp/resend`]: action([], sms.resend),
      [`${path}/abort`]: {
        fields: [],
        proof: 'none',
        async act(visit) {
          await dropWaiting(pending, visit)
          return { to: 'number' }
        },
      },
    },
    looks: {
      async [`${path}/${deliveryPath}`](visit) {
        const waiting = await waitingNumber(pending, visit)
        if (waiting === undefined) return { delivery: 'gone', final: true }
        return sms.delivery(asked(visit, waiting.number))
      },
    },
  }
  /** The first message to a number that waits. */
  const send = async (visit: AccountVisit, number: string): Promise<AccountAnswer> =>
    answerOf(await sms.start(asked(visit, number)), path, async () => ({ to: path }))
  return { ...passage, looks: passage.looks ?? {}, send }
}
