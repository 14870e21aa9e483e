import type { Proof } from './assurance.ts'
import { namesAnother } from './expected-subject.ts'
import { keptSecondFactor } from './idle-return.ts'
import { noticeForObstacle } from './notice.ts'
import type { Person } from './person.ts'
import { type Policy, planFor } from './plan.ts'
import { begun, endWithError, finishLogin, type Progress, saveProgress } from './progress.ts'
import type { Answer, Proved, Step, Visit } from './step.ts'

/** The login's steps, one for each thing a prompt can ask for. */
export interface Steps {
  readonly password: Step
  readonly code: Step
  readonly backup: Step
  readonly enrolment: Step
  readonly consent: Step
}

/** What may follow the password, the usual step first. */
export function stepsAfter(steps: Steps, { second, enrolment }: Progress): readonly Step[] {
  if (enrolment !== undefined) return [steps.enrolment]
  return second.map((factor) => (factor === 'sms' ? steps.code : steps.backup))
}

/** The password is proved: finishes the login, or begins what is owed besides. */
export async function afterPassword(
  steps: Steps,
  policy: Policy,
  visit: Visit,
  proof: Proof,
  person: Person,
): Promise<Answer> {
  const { interaction, clientId } = visit
  if (namesAnother(interaction.params, policy.subjectOf(clientId, person))) {
    await endWithError(interaction, 'login_required', 'somebody else signed in than the request names')
    return { resolved: true }
  }
  const asked = { clientId, params: interaction.params }
  const plan = await planFor(policy, asked, person, () => visit.useRemembered(person.id))
  if ('obstacle' in plan) return noticeForObstacle(visit, plan.obstacle)
  const kept = 'second' in plan ? await keptSecondFactor(policy, visit, proof, person) : undefined
  if (kept !== undefined || ('second' in plan && plan.second.length === 0)) {
    await finishLogin(interaction, person.id, [proof, ...(kept === undefined ? [] : [kept])])
    return { resolved: true, signedIn: person.id }
  }
  const progress = begun(person, proof, plan)
  const [owed] = stepsAfter(steps, progress)
  // Side by side: two records that do not need each other, and one wait less for the person.
  await Promise.all([saveProgress(interaction, progress), owed?.enter?.(visit, progress)])
  return { again: true }
}

/** A second factor is proved, too: finishes the login. */
export async function afterSecond(
  visit: Visit,
  { proved, backupCodesLeft, remember = false }: Proved,
): Promise<Answer> {
  if (visit.progress === undefined) return { again: true }
  const { accountId, proofs, number, enrolment } = visit.progress
  const aimedAt = enrolment?.number ?? number
  const to = proved.factor === 'sms' && aimedAt !== undefined ? { number: aimedAt } : {}
  // Side by side: whichever of the two is there alone is true, and makes nothing younger than it is.
  await Promise.all([
    finishLogin(visit.interaction, accountId, [...proofs, proved]),
    visit.noteSecond(accountId, { ...proved, ...to }),
  ])
  // Last: should it fail, the login stands, and the next try of the form goes on with it.
  if (remember && visit.rememberDays !== undefined && number !== undefined) {
    await visit.remember(accountId, number)
  }
  const left = backupCodesLeft === undefined ? {} : { backupCodesLeft }
  return { resolved: true, signedIn: accountId, ...left }
}
