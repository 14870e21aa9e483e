import type { People } from './person.ts'
import type { Policy } from './plan.ts'
import { forgetProgress, stillFits } from './progress.ts'
import type { Answer, Visit } from './step.ts'

/**
 * Does what a POST asks for unless what was proved before no longer fits the account; the login begins anew then.
 *
 * @param compares see Step
 */
export type UnlessOvertaken = (
  visit: Visit,
  compares: boolean,
  work: () => Promise<Answer>,
) => Promise<Answer>

/**
 * What followed a password or a number that is no longer the account's, or a setting that is no longer in force, opens
 * nothing, and nothing is sent for it.
 *
 * Whatever sends or writes happens after the account was looked at. A comparison is asked for first and the account in
 * the same turn, so that both are one wait, and the answer counts only where neither says no. In one Redis the look comes
 * second: it sees all that the look before it would have seen, and a change that lands between the two besides. Where
 * accounts have a Redis of their own the two are a moment apart, as they would be one after the other. What is left
 * behind by a comparison for a login that is over: its code is used up, or a try is counted.
 */
export function createOvertaken(
  people: Pick<People, 'find'>,
  { enrolsAtLogin }: Pick<Policy, 'enrolsAtLogin'>,
): UnlessOvertaken {
  async function isOvertaken({ interaction, progress }: Visit): Promise<boolean> {
    // A step-up's progress is made anew for each request.
    if (interaction.prompt.name !== 'login' || progress === undefined) return false
    // Nobody brings a first number along any more, whoever had begun to.
    if (progress.enrolment !== undefined && !enrolsAtLogin) return true
    return !stillFits(progress, await people.find(progress.accountId))
  }

  return async (visit, compares, work) => {
    const [answer, overtaken] = compares
      ? await Promise.all([work(), isOvertaken(visit)])
      : [undefined, await isOvertaken(visit)]
    if (!overtaken) return answer ?? work()
    await forgetProgress(visit.interaction)
    return { again: true }
  }
}
