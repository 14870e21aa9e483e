import type { SmsAnswer } from '../../interactions/sms-otp/step.ts'
import type { AccountAnswer } from './topic.ts'

/**
 * What the plugin's step answered, as an answer of ours.
 *
 * @param again where its page is, below `/account`
 * @param right what follows the right code
 */
export async function answerOf(
  answer: SmsAnswer,
  again: string,
  right: () => Promise<AccountAnswer>,
): Promise<AccountAnswer> {
  if ('right' in answer) return right()
  if ('page' in answer) return answer
  if ('opened' in answer) await answer.opened.dispatch()
  return { to: again }
}
