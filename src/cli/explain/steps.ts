import type { Plan } from '../../../interactions/assurance.ts'
import type { Barrier, Factor } from '../../../interactions/sms-otp/failures.ts'
import { tryOf } from '../../accounts/authenticate.ts'
import { throttleOf } from '../../assembly/sending.ts'
import { networkOf } from '../../limits/network.ts'
import { firstPartyIds } from '../../provider/grants.ts'
import type { MessageFacts } from './message.ts'
import type { Question } from './question.ts'
import { accountSays, inFuture, type Reason } from './reason.ts'
import { why } from './why.ts'

/** One thing a person would be asked for. */
export interface StepFacts {
  readonly step: 'password' | Factor | 'enrolment' | 'consent'
  /** True: in the place of the step before, as the person likes. */
  readonly instead?: true
  readonly why: readonly Reason[]
  /** Of a password that is enough: why no second factor follows. */
  readonly enough?: readonly Reason[]
  /** Why nobody gets past it now. */
  readonly closed?: readonly Reason[]
}

/** Every sign-in begins with it: clients with other steps are refused when the files are read. */
export async function passwordStep(question: Question): Promise<StepFacts> {
  const { client, ofClient } = question
  const steps = client?.steps === 'basic' ? ['basic'] : ['basic', 'smsotp']
  return {
    step: 'password',
    why: [ofClient('authentication_steps', steps)],
    ...(await heldPassword(question)),
  }
}

/** Whether a password would be looked at now: there may have been too many wrong ones. */
async function heldPassword({ settings, store, typed, account, address }: Question) {
  const caller = {
    network: networkOf(address ?? ''),
    browser: '',
    // Left out, the address stands for a browser of the person's own; see Named.
    knows: () => address === undefined,
  }
  const attempt = await throttleOf(settings, store).look(tryOf(typed, account, caller))
  if (attempt.admitted) return attempt.blind ? { closed: [counted(wrongNames)] } : {}
  return {
    closed: [counted(`too many wrong passwords: none is looked at until ${inFuture(attempt.retryIn)}`)],
  }
}

const wrongNames = 'too many wrong passwords for other names of the account: none is looked at for a while'

function counted(says: string): Reason {
  return { by: 'store', says }
}

/** What follows the password, in order. */
export async function stepsAfterPassword(
  question: Question,
  plan: Exclude<Plan, { obstacle: unknown }>,
  message: MessageFacts | undefined,
): Promise<readonly StepFacts[]> {
  const consent = consentStep(question)
  if ('enrol' in plan) {
    return [{ step: 'enrolment', why: why(question, (other) => 'enrol' in other) }, ...consent]
  }
  const seconds = plan.second.map(async (factor, index) => ({
    step: factor,
    ...(index > 0 && { instead: true as const }),
    why: why(question, (other) => 'second' in other && other.second.includes(factor)),
    ...closedBy(
      await question.store.challenges.barrier(question.account.id, factor),
      factor === 'sms' ? message : undefined,
    ),
  }))
  return [...(await Promise.all(seconds)), ...consent]
}

function closedBy(
  barrier: Barrier | undefined,
  message: MessageFacts | undefined,
): Pick<StepFacts, 'closed'> {
  if (barrier !== undefined) return { closed: [accountSays(barrierSays(barrier))] }
  if (message?.refusal === undefined) return {}
  const { says, why: because } = message.refusal
  // Where the number leads is no matter of counting.
  const by = message.country === undefined ? accountSays : counted
  return { closed: [by(`no message is sent: ${says}`), ...because] }
}

/** What wrong codes have led to. */
export function barrierSays(barrier: Barrier): string {
  if (barrier.kind === 'disabled') {
    return 'wrong codes have turned its codes off ("latchkey user unlock" takes that back)'
  }
  const few = barrier.slow ? 'the few tries of a day are used up' : 'too many wrong codes'
  return `${few}: its codes are locked until ${inFuture(barrier.retryIn)}`
}

/** In a session of its own a client that is not of the house has been granted nothing; the library asks for a native one's each time. */
function consentStep({ settings, client, ofClient }: Question): readonly StepFacts[] {
  const { client_id: id = '', application_type: type } = client?.metadata ?? {}
  if (!firstPartyIds(settings.clients).has(id)) {
    return [{ step: 'consent', why: [ofClient('first_party', false)] }]
  }
  return type === 'native' ? [{ step: 'consent', why: [ofClient('application_type', type)] }] : []
}
