import { acrValues } from '../../../interactions/assurance.ts'
import { planFor } from '../../../interactions/plan.ts'
import { inUse } from '../../accounts/account.ts'
import { exitCode } from '../running.ts'
import { messageLines } from './lines.ts'
import { type MessageFacts, messageFor } from './message.ts'
import { type Named, type Question, Unknown, withQuestion } from './question.ts'
import { accountSays, type Reason, reasonLines } from './reason.ts'
import { barrierSays } from './steps.ts'
import { why } from './why.ts'

export interface ExplainSendOptions extends Omit<Named, 'acr'> {
  readonly out: { write(text: string): unknown }
}

/**
 * Says whether this account would be sent a code now, where one is asked for: what about it or the client is in the way,
 * or else every budget with what is left of it, and who would say no.
 *
 * @returns the exit code: 0 when the message would be allowed
 */
export async function explainSend({ out, ...named }: ExplainSendOptions): Promise<number> {
  try {
    // With a code on request no client is in the way, only the account and the deployment are.
    const wanted = { ...named, acr: acrValues.twoFactors }
    const told = await withQuestion(wanted, async (question) => {
      const hindrances = await hindrancesOf(question)
      const { number, locale } = question.person
      if (hindrances.length > 0 || number === undefined) return hindrances
      return messageFor(question, number, locale)
    })
    const lines = isMessage(told) ? messageLines(told) : reasonLines(told)
    out.write(`${isMessage(told) ? '' : 'No message would be sent:\n'}${lines.join('\n')}\n`)
    return isMessage(told) && told.sent ? 0 : exitCode.failed
  } catch (error) {
    if (!(error instanceof Unknown)) throw error
    out.write(`${error.message}\n`)
    return exitCode.failed
  }
}

function isMessage(told: MessageFacts | readonly Reason[]): told is MessageFacts {
  return 'sent' in told
}

/** Why the login asks for no code. */
async function hindrancesOf(question: Question): Promise<readonly Reason[]> {
  const { account, person, policy, asked, store } = question
  if (inUse(account) === undefined) return [accountSays('it is disabled')]
  const plan = await planFor(policy, asked, person, async () => false)
  if ('obstacle' in plan && plan.obstacle === 'no-subject') {
    return [accountSays('it has nothing that this client knows people by')]
  }
  const isOffered = (other: typeof plan) => 'second' in other && other.second.includes('sms')
  if (!isOffered(plan)) return why(question, (other) => !isOffered(other))
  const barrier = await store.challenges.barrier(account.id)
  return barrier === undefined ? [] : [accountSays(barrierSays(barrier))]
}
