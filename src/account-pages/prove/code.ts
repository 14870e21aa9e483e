import { deliveryPath, type SmsAnswer, type SmsVisit } from '../../../interactions/sms-otp/step.ts'
import type { Change } from '../proofs.ts'
import { answerOf } from '../sms-answer.ts'
import type { AccountAnswer, Action, Passage } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { inTheWay } from './owed.ts'
import { type ProveParts, pageOf, smsVisitFor } from './parts.ts'
import { proved } from './proved.ts'
import { waysOf } from './ways.ts'

/** A code to the stored number, sealed for this change. */
export function proveByCode(parts: ProveParts, change: Change): Passage {
  const { sms, face, factorEnabled } = parts
  const path = `prove/${change}`

  async function on(
    visit: AccountVisit,
    work: (sms: SmsVisit) => Promise<SmsAnswer>,
  ): Promise<AccountAnswer> {
    const obstacle = await inTheWay(parts, visit, change, 'code')
    const { number } = visit.person
    if (obstacle !== undefined || number === undefined) return obstacle ?? { to: '' }
    const backup = waysOf(visit.person, change, factorEnabled).second.includes('backup-code')
    const others = backup ? { backupAction: `/account/${path}/backup-code` } : {}
    const asked = { ...smsVisitFor(visit, { purpose: `prove-${change}`, number, path, face }), others }
    return answerOf(await work(asked), path, () => proved(parts, visit, change, 'sms'))
  }

  const action = (
    fields: readonly string[],
    work: (sms: SmsVisit, typed: string) => Promise<SmsAnswer>,
  ): Action => ({
    fields,
    proof: 'none',
    act: (visit, { code = '' }) => on(visit, (asked) => work(asked, code)),
  })

  return {
    pages: { [path]: (visit) => on(visit, sms.show) },
    actions: {
      [`${path}/sms-otp`]: action(['code'], sms.submit),
      [`${path}/sms-otp/start`]: action([], sms.start),
      [`${path}/sms-otp/resend`]: action([], sms.resend),
      [`${path}/abort`]: { fields: [], proof: 'none', act: async () => ({ to: pageOf[change] }) },
    },
    looks: {
      async [`${path}/${deliveryPath}`](visit) {
        const { number } = visit.person
        if (number === undefined) return { delivery: 'gone', final: true }
        return sms.delivery(smsVisitFor(visit, { purpose: `prove-${change}`, number, path, face }))
      },
    },
  }
}
