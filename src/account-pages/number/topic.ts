import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import type { Topic } from '../topic.ts'
import { cancelling, changing, correctAction, correcting, enrolling } from './actions.ts'
import { confirmPassage } from './confirm.ts'
import { type NumberParts, showNumber } from './show.ts'
import { waitingNumber } from './waiting.ts'

/** One's mobile number: seen masked, changed with a proof and a code to the new one. */
export function numberTopic(parts: NumberParts): Topic {
  const confirm = confirmPassage(parts)
  return {
    name: 'number',
    card: ({ account: { number } }) =>
      number === undefined
        ? { text: 'account.number.card.none', warning: true }
        : { text: 'account.number.card.set', values: { number: maskNumber(number) } },
    pages: {
      ...confirm.pages,
      number: (visit) => showNumber(parts, visit),
      'number/correct': async (visit) => {
        const waiting = await waitingNumber(parts.pending, visit)
        if (waiting === undefined) return { to: 'number' }
        const typed = { country: '', number: waiting.number, endOthers: waiting.endOthers }
        return showNumber(parts, visit, { formAction: correctAction, typed })
      },
    },
    actions: {
      ...confirm.actions,
      number: changing(parts, confirm),
      'number/enrol': enrolling(parts, confirm),
      'number/correct': correcting(parts, confirm),
      'number/cancel': cancelling(parts),
    },
    ...(confirm.looks === undefined ? {} : { looks: confirm.looks }),
  }
}
