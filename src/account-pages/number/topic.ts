import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import type { Fields } from '../../../interactions/step.ts'
import { changeAccount } from '../../accounts/change.ts'
import { withoutNextNumber } from '../../accounts/number.ts'
import { invitation } from '../link/invitation.ts'
import type { TopicParts } from '../parts.ts'
import type { AccountAnswer, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { confirmPassage, sendPath } from './confirm.ts'
import { readTyped, type TypedProblem } from './read.ts'
import { showNumber } from './show.ts'
import { putWaiting, type WaitingNumber, waitingNumber } from './waiting.ts'

const correctAction = '/account/number/correct'

/** One's mobile number: seen masked, changed with a proof and a code to the new one. */
export function numberTopic(parts: TopicParts): Topic {
  const { limits, pending, failures } = parts
  const confirm = confirmPassage(parts)

  /** What is typed, or the form again, saying what is wrong with it. */
  async function read(visit: AccountVisit, fields: Fields, formAction: string) {
    const typed = { country: fields.country ?? '', number: fields.number ?? '' }
    const answer = readTyped(typed, limits)
    const again = (problem: TypedProblem) => showNumber(parts, visit, { formAction, typed, problem }, 422)
    if ('problem' in answer) return { problem: await again(answer.problem) }
    return isInUse(visit, answer.number) ? { problem: await again('same') } : answer
  }

  /** From here on the number waits for the code that goes to it. */
  async function begin(visit: AccountVisit, waiting: WaitingNumber): Promise<AccountAnswer> {
    // Another factor was proved: the wrong codes that turned this one off are over, and its codes can be typed again.
    const revived = waiting.by === 'backup' && visit.person.disabledFactors.includes('sms')
    if (revived) await failures.forgive(visit.account.id, 'sms')
    await putWaiting(pending, visit, waiting)
    return confirm.actions[sendPath]?.act(visit, {}, undefined) ?? { to: 'number' }
  }

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
        const waiting = await waitingNumber(pending, visit)
        if (waiting === undefined) return { to: 'number' }
        const typed = { country: '', number: waiting.number }
        return showNumber(parts, visit, { formAction: correctAction, typed })
      },
    },
    actions: {
      ...confirm.actions,
      number: {
        fields: ['country', 'number', 'end_others'],
        proof: 'number',
        async check(visit, fields) {
          if (!(await parts.proofs.has(visit, 'number'))) return undefined
          const typed = await read(visit, fields, '/account/number')
          return 'problem' in typed ? typed.problem : undefined
        },
        async act(visit, fields, by = 'sms') {
          const typed = await read(visit, fields, '/account/number')
          if ('problem' in typed) return typed.problem
          const from = visit.account.number ?? ''
          return begin(visit, { number: typed.number, from, by, endOthers: fields.end_others === 'yes' })
        },
      },
      // A first number, allowed by an admin's link instead of a proof: there is nothing yet to prove it with.
      'number/enrol': {
        fields: ['country', 'number', 'end_others'],
        proof: 'none',
        async act(visit, fields) {
          const link = await invitation(pending, visit.account.id, visit.browser)
          if (link === undefined || visit.person.hadNumber) return { to: 'number' }
          const typed = await read(visit, fields, '/account/number/enrol')
          if ('problem' in typed) return typed.problem
          const endOthers = fields.end_others === 'yes'
          return begin(visit, { number: typed.number, from: '', by: 'link', link, endOthers })
        },
      },
      // Another try at a number that still waits for its code: nothing has to be proved again.
      'number/correct': {
        fields: ['country', 'number', 'end_others'],
        proof: 'none',
        async act(visit, fields) {
          const waiting = await waitingNumber(pending, visit)
          if (waiting === undefined) return { to: 'number' }
          const typed = await read(visit, fields, correctAction)
          if ('problem' in typed) return typed.problem
          return begin(visit, { ...waiting, number: typed.number, endOthers: fields.end_others === 'yes' })
        },
      },
      'number/cancel': {
        fields: [],
        proof: 'number',
        async act(visit) {
          await changeAccount(parts, visit.account.id, withoutNextNumber)
          parts.audit({ event: 'account.number', outcome: 'cancelled', account: visit.account.id })
          return showNumber(parts, visit, { done: 'cancelled' })
        },
      },
    },
    ...(confirm.looks === undefined ? {} : { looks: confirm.looks }),
  }
}

/** Confirming one's own number again makes sense only where its codes were turned off. */
function isInUse({ person }: AccountVisit, number: string): boolean {
  return person.number === number && !person.disabledFactors.includes('sms')
}
