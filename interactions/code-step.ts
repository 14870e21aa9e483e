import type { Progress } from './progress.ts'
import type { Clock, Place } from './sms-otp/ports.ts'
import { promptName } from './sms-otp/prompt.ts'
import { deliveryPath, type SmsAnswer, type SmsStep, type SmsVisit } from './sms-otp/step.ts'
import type { Answer, Fields, FollowingStep, Visit } from './step.ts'

/**
 * The plugin's code step as a step of our logins: the second factor, something you have. Who owes the code and
 * where it goes comes from the login's progress, never from the request.
 */
export function codeStep(sms: SmsStep, clock: Clock): FollowingStep {
  async function translate(work: Promise<SmsAnswer>): Promise<Answer> {
    const answer = await work
    if ('page' in answer || 'again' in answer) return answer
    if ('right' in answer) return { proved: { factor: 'sms', at: Math.floor(clock() / 1000) } }
    await answer.opened.dispatch()
    return { again: true }
  }

  const on =
    (act: (visit: SmsVisit, fields: Fields) => Promise<SmsAnswer>) =>
    async (visit: Visit, fields: Fields) => {
      const owing = visit.progress && smsVisit(visit, visit.progress)
      return owing === undefined ? ({ again: true } as const) : translate(act(owing, fields))
    }
  const show = on(sms.show)

  return {
    show: (visit) => show(visit, {}),
    actions: {
      'sms-otp': on((visit, fields) => sms.submit(visit, fields.code ?? '')),
      'sms-otp/resend': on(sms.resend),
      'sms-otp/start': on(sms.start),
    },
    looks: {
      async [deliveryPath](visit) {
        const owing = visit.progress && smsVisit(visit, visit.progress)
        return owing === undefined ? undefined : sms.delivery(owing)
      },
    },
    async enter(visit, progress) {
      const owing = smsVisit(visit, progress)
      if (owing !== undefined) await translate(sms.start(owing))
    },
  }
}

function smsVisit(visit: Visit, progress: Progress): SmsVisit | undefined {
  const { base, formToken, client, clientId, locales } = visit
  const { number, accountId } = progress
  const { network, knows } = visit.caller
  // Colleagues behind one address do not use up each other's messages where they sign in every day.
  const from = knows(accountId) ? {} : { network }
  return number === undefined
    ? undefined
    : { place: placeOf(visit, progress), number, base, formToken, client, locales, clientId, ...from }
}

function placeOf(visit: Visit, progress: Progress): Place {
  const purpose = visit.interaction.prompt.name === promptName ? 'step-up' : 'login'
  return { account: progress.accountId, purpose, browser: visit.browser }
}
