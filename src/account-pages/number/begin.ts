import type { Fields } from '../../../interactions/step.ts'
import { nameNumber } from '../../accounts/number-name.ts'
import type { AccountAnswer, Passage } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { sendPath } from './confirm.ts'
import { readTyped, type TypedProblem } from './read.ts'
import { type NumberParts, showNumber } from './show.ts'
import { putWaiting, type WaitingNumber, waitingLifetime } from './waiting.ts'

/** What the form's fields are called. */
export const numberFields = ['country', 'number', 'end_others']

/** What was typed, or the form again, saying what is wrong with it. */
export async function readForm(
  parts: NumberParts,
  visit: AccountVisit,
  fields: Fields,
  formAction: string,
): Promise<{ readonly number: string; readonly endOthers: boolean } | { readonly problem: AccountAnswer }> {
  const endOthers = fields.end_others === 'yes'
  const typed = { country: fields.country ?? '', number: fields.number ?? '', endOthers }
  const answer = readTyped(typed, parts.limits)
  const again = (problem: TypedProblem) => showNumber(parts, visit, { formAction, typed, problem }, 422)
  if ('problem' in answer) return { problem: await again(answer.problem) }
  if (isInUse(visit, answer.number)) return { problem: await again('same') }
  return { number: answer.number, endOthers }
}

/** Confirming one's own number again makes sense only where its codes were turned off. */
function isInUse({ person }: AccountVisit, number: string): boolean {
  return person.number === number && !person.disabledFactors.includes('sms')
}

/** From here on the number waits for the code that goes to it. */
export async function begin(
  { failures, pending, key, clock }: NumberParts,
  confirm: Passage,
  visit: AccountVisit,
  asked: Omit<WaitingNumber, 'until'> & { readonly until?: number },
): Promise<AccountAnswer> {
  const now = clock()
  // A corrected number waits no longer than the first one did.
  const waiting = { until: now + waitingLifetime, ...asked }
  // Another factor was proved: the wrong codes that turned this one off are over, and its codes can be typed again.
  const revived = waiting.by === 'backup' && visit.person.disabledFactors.includes('sms')
  if (revived) await failures.forgive(visit.account.id, 'sms')
  const named = { ...waiting, name: nameNumber(key, waiting.number) }
  await putWaiting(pending, visit, named, now)
  return confirm.actions[sendPath]?.act(visit, {}, undefined) ?? { to: 'number' }
}
