import { type Demand, type Plan, type Proof, planFactors } from './assurance.ts'
import { noticeForObstacle } from './notice.ts'
import type { Person } from './person.ts'
import { endWithError, finishLogin, type Progress, saveProgress } from './progress.ts'
import type { SmsNews } from './sms-otp/step.ts'
import type { Answer, Fields, FollowingStep, Step, Visit } from './step.ts'

/** What the deployment and the client ask of a request. */
export interface Policy {
  demand(clientId: string, params: Readonly<Record<string, unknown>>): Demand
  /** What the client knows the person by; undefined when there is no such thing: they cannot sign in there. */
  subjectOf(clientId: string, person: Person): string | undefined
  /** False when the deployment switched the SMS factor off. */
  readonly factorEnabled: boolean
}

/** The login's steps, one for each thing a prompt can ask for. */
export interface Steps {
  readonly password: Step
  readonly code: FollowingStep
  readonly consent: Step
}

/** Which page is owed, and what follows an answer. */
export interface Login {
  /** The page owed now, for a GET: sends nothing, changes nothing. */
  show(visit: Visit): Promise<Answer>
  /** Paths below the interaction that an open page's script may GET. */
  readonly looks: readonly string[]
  /** What is known there by now; undefined when the page's step is not the one that is owed. */
  look(visit: Visit, path: string): Promise<SmsNews | undefined>
  /** A POST below the interaction; undefined when there is no such action at all. */
  act(visit: Visit, action: string, fields: Fields): Promise<Answer | undefined>
}

/** The factors a person owes this request of a client; see assurance.ts. `params` are the request's. */
export function planFor(
  policy: Policy,
  clientId: string,
  params: Readonly<Record<string, unknown>>,
  person: Person,
): Plan {
  const standing = {
    enrolled: person.number !== undefined,
    optedOut: person.optedOut,
    disabled: person.disabledFactors.includes('sms'),
    factorEnabled: policy.factorEnabled,
  }
  const plan = planFactors(policy.demand(clientId, params), standing)
  const known = policy.subjectOf(clientId, person) !== undefined
  return known ? plan : { obstacle: 'no-subject' }
}

/** Puts the steps in order: password, then the code where it is owed; consent has a prompt of its own. */
export function createLogin(steps: Steps, policy: Policy): Login {
  function owed(visit: Visit): Step {
    if (visit.interaction.prompt.name === 'consent') return steps.consent
    return visit.progress === undefined ? steps.password : steps.code
  }

  /** The step an action belongs to. The password may be typed again, for another account, while a code is owed. */
  function stepFor(visit: Visit, action: string): Step | undefined {
    const { password } = steps
    const again = visit.interaction.prompt.name === 'login' && Object.hasOwn(password.actions, action)
    const step = again ? password : owed(visit)
    return Object.hasOwn(step.actions, action) ? step : undefined
  }

  async function afterPassword(visit: Visit, proof: Proof, person: Person): Promise<Answer> {
    if (!fitsHint(visit.interaction.params.id_token_hint, policy.subjectOf(visit.clientId, person))) {
      await endWithError(
        visit.interaction,
        'login_required',
        'somebody else signed in than id_token_hint names',
      )
      return { resolved: true }
    }
    const plan = planFor(policy, visit.clientId, visit.interaction.params, person)
    if ('obstacle' in plan) return noticeForObstacle(visit, plan.obstacle)
    if (plan.factors.length === 1) {
      await finishLogin(visit.interaction, person.id, [proof])
      return { resolved: true, signedIn: person.id }
    }
    const number = person.number === undefined ? {} : { number: person.number }
    const progress: Progress = { accountId: person.id, proofs: [proof], ...number }
    // Side by side: two records that do not need each other, and one wait less for the person.
    await Promise.all([saveProgress(visit.interaction, progress), steps.code.enter(visit, progress)])
    return { again: true }
  }

  async function afterCode(visit: Visit, proof: Proof): Promise<Answer> {
    if (visit.progress === undefined) return { again: true }
    const { accountId, proofs } = visit.progress
    await finishLogin(visit.interaction, accountId, [...proofs, proof])
    return { resolved: true, signedIn: accountId }
  }

  return {
    show: (visit) => owed(visit).show(visit),
    looks: Object.keys(steps.code.looks),
    look: async (visit, path) => (owed(visit) === steps.code ? steps.code.looks[path]?.(visit) : undefined),
    async act(visit, action, fields) {
      const handler = stepFor(visit, action)?.actions[action]
      // A form of a step that is not owed: an old tab. The page shows what is owed now.
      if (handler === undefined) return isAction(steps, action) ? { again: true } : undefined
      const answer = await handler(visit, fields)
      if (!('proved' in answer)) return answer
      return answer.person
        ? afterPassword(visit, answer.proved, answer.person)
        : afterCode(visit, answer.proved)
    },
  }
}

function isAction(steps: Steps, action: string): boolean {
  return [steps.password, steps.code, steps.consent].some((step) => Object.hasOwn(step.actions, action))
}

/** The library checked the hint's signature; it compares the subject before a login, never after one. */
function fitsHint(hint: unknown, subject: string | undefined): boolean {
  if (typeof hint !== 'string') return true
  const payload: unknown = JSON.parse(Buffer.from(hint.split('.')[1] ?? '', 'base64url').toString())
  return typeof payload === 'object' && payload !== null && 'sub' in payload && payload.sub === subject
}
