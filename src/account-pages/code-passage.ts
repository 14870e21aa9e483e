import { deliveryPath, type SmsAnswer, type SmsStep, type SmsVisit } from '../../interactions/sms-otp/step.ts'
import type { AccountAnswer, Action, Passage } from './topic.ts'
import type { AccountVisit } from './visit.ts'

/** A code that is asked for below `/account/<path>`. */
export interface CodeErrand {
  readonly path: string
  /** What the plugin's step is told, or what is in the way of it. */
  asked(visit: AccountVisit): Promise<{ readonly sms: SmsVisit } | { readonly instead: AccountAnswer }>
  /** What follows the right code; `proved` is what it was typed for. */
  right(visit: AccountVisit, proved: SmsVisit): Promise<AccountAnswer>
  /** What the cancel button does. */
  abort(visit: AccountVisit): Promise<AccountAnswer>
}

/** The plugin's code step as pages of the account. */
export function codePassage(step: SmsStep, errand: CodeErrand): Passage {
  const { path } = errand

  async function on(
    visit: AccountVisit,
    work: (sms: SmsVisit) => Promise<SmsAnswer>,
  ): Promise<AccountAnswer> {
    const asked = await errand.asked(visit)
    if ('instead' in asked) return asked.instead
    const answer = await work(asked.sms)
    if ('right' in answer) return errand.right(visit, asked.sms)
    if ('page' in answer) return answer
    if ('opened' in answer) await answer.opened.dispatch()
    return { to: path }
  }

  const action = (
    fields: readonly string[],
    work: (sms: SmsVisit, typed: string) => Promise<SmsAnswer>,
  ): Action => ({
    fields,
    proof: 'none',
    act: (visit, { code = '' }) => on(visit, (sms) => work(sms, code)),
  })

  return {
    pages: { [path]: (visit) => on(visit, step.show) },
    actions: {
      [`${path}/sms-otp`]: action(['code'], step.submit),
      [`${path}/sms-otp/start`]: action([], step.start),
      [`${path}/sms-otp/resend`]: action([], step.resend),
      [`${path}/abort`]: { fields: [], proof: 'none', act: errand.abort },
    },
    looks: {
      async [`${path}/${deliveryPath}`](visit) {
        const asked = await errand.asked(visit)
        return 'sms' in asked ? step.delivery(asked.sms) : { delivery: 'gone', final: true }
      },
    },
  }
}
