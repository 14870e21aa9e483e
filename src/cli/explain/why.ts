import {
  type Demand,
  mayBeRemembered,
  type Plan,
  planFactors,
  type Standing,
} from '../../../interactions/assurance.ts'
import { inputsOf, takesRemembered } from '../../../interactions/plan.ts'
import { type Input, reasonsFor } from '../../../interactions/reasons.ts'
import type { Question } from './question.ts'
import { accountSays, type Reason, requestSays } from './reason.ts'

/** Why something holds of a person's plan: each input that it rests on, and who said it. */
export function why(question: Question, holds: (plan: Plan) => boolean): readonly Reason[] {
  return reasons(question, (given) => holds(planFactors(given, given)))
}

/** Whether a browser that the person had remembered counts at this client, and why. */
export function rememberedBrowser(question: Question): {
  readonly taken: boolean
  readonly why: readonly Reason[]
} {
  const taken = takesRemembered(question.policy, question.asked)
  return { taken, why: reasons(question, (given) => mayBeRemembered(given) === taken) }
}

function reasons(question: Question, holds: (given: Demand & Standing) => boolean): readonly Reason[] {
  const { policy, asked, person } = question
  const { demand, standing } = inputsOf(policy, asked, person)
  return reasonsFor(demand, standing, holds).flatMap((input) => saidBy[input](question))
}

type SaidBy = (question: Question) => Reason | readonly Reason[]

const saidBy: Readonly<Record<Input, SaidBy>> = {
  steps: ({ client, ofClient }) => ofClient('authentication_steps', stepsOf(client)),
  secondFactor: ({ client, ofClient }) => ofClient('second_factor', client?.secondFactor ?? 'required'),
  mandatory({ policy, asked: { clientId, params }, settings: { authentication }, pointAt }) {
    const { mandatory } = policy.demand(clientId, params)
    if (mandatory === authentication.mandatory) return pointAt('authentication.mandatory', mandatory)
    return { by: 'default', says: 'mandatory does not count for the account pages' }
  },
  twoFactorsRequested({ asked: { params }, client, ofClient }) {
    const preferred = client?.metadata.default_acr_values
    if (params.acr_values !== undefined) return requestSays(`acr_values = "${params.acr_values}"`)
    if (preferred !== undefined) return ofClient('default_acr_values', preferred)
    return requestSays('no acr of two factors is asked for')
  },
  acceptsRememberedBrowser: ({ client, ofClient }) =>
    ofClient('accept_remembered_browser', client?.acceptRememberedBrowser === true),
  factorEnabled: ({ policy, pointAt }) =>
    pointAt('authentication.authenticator.sms_otp.enable', policy.factorEnabled),
  mayEnrol({ settings, policy, person: { mayEnrol }, pointAt }) {
    const capture = pointAt('account.capture', settings.account.capture)
    if (!policy.enrolsAtLogin) return capture
    return [capture, accountSays(mayEnrol ? 'it never had a second factor' : 'it had a second factor before')]
  },
  enrolled: ({ account, person }) => accountSays(numberSays(account.number, person.number)),
  optedOut: ({ person: { optedOut } }) =>
    accountSays(optedOut ? 'the person opted out of codes by SMS' : 'codes by SMS are not opted out of'),
  disabledFactors: ({ person: { disabledFactors } }) =>
    accountSays(
      disabledFactors.length === 0
        ? 'no codes are turned off'
        : `wrong codes have turned off: ${disabledFactors.join(', ')} ("latchkey user unlock" takes that back)`,
    ),
  backupCodes: ({ person: { backupCodes } }) =>
    accountSays(backupCodes === 0 ? 'no backup codes are left' : `backup codes left: ${backupCodes}`),
}

function stepsOf(client: Question['client']): readonly string[] {
  return client?.steps === 'basic' ? ['basic'] : ['basic', 'smsotp']
}

function numberSays(stored: string | undefined, usable: string | undefined): string {
  if (usable !== undefined) return 'its number is proved'
  return stored === undefined ? 'it has no number' : 'its number is not proved'
}
