import { type Demand, mayBeRemembered, type Plan, planFactors, type Standing } from './assurance.ts'
import type { Person } from './person.ts'

/** What the deployment and the client ask of a request. */
export interface Policy {
  demand(clientId: string, params: Readonly<Record<string, unknown>>): Demand
  /** What the client knows the person by; undefined when there is no such thing: they cannot sign in there. */
  subjectOf(clientId: string, person: Person): string | undefined
  /** How old a proof of the second factor may be for the client, in seconds; undefined where it does not say. */
  secondFactorMaxAge(clientId: string): number | undefined
  /** False when the deployment switched the SMS factor off. */
  readonly factorEnabled: boolean
  /** True where people who never had a second factor enrol a number while they sign in (`capture`). */
  readonly enrolsAtLogin: boolean
}

/** The request of a client that a plan is made for. */
export interface Asked {
  readonly clientId: string
  readonly params: Readonly<Record<string, unknown>>
  /** The session says two factors, of which the second is too old for the client: it is owed, whatever else is not. */
  readonly renew?: boolean
}

/** Whether this request could rest on a remembered browser: only then are people asked whether to have theirs remembered. */
export function takesRemembered(policy: Policy, { clientId, params }: Asked): boolean {
  return mayBeRemembered(policy.demand(clientId, params))
}

/**
 * The factors a person owes this request of a client; see assurance.ts.
 *
 * @param remembered whether this browser is remembered for the account; asked only where it makes a difference
 */
export async function planFor(
  policy: Policy,
  asked: Asked,
  person: Person,
  remembered: () => Promise<boolean>,
): Promise<Plan> {
  const { demand, standing } = inputsOf(policy, asked, person)
  const plan = planFactors(demand, standing)
  if (policy.subjectOf(asked.clientId, afterwards(person, plan)) === undefined) {
    return { obstacle: 'no-subject' }
  }
  const matters = 'second' in plan && plan.second.length > 0 && mayBeRemembered(demand)
  return matters && (await remembered()) ? planFactors(demand, { ...standing, remembered: true }) : plan
}

/** What the plan of such a request rests on, in a browser that is not remembered. */
export function inputsOf(
  policy: Policy,
  { clientId, params, renew = false }: Asked,
  person: Person,
): { readonly demand: Demand; readonly standing: Standing } {
  const asked = policy.demand(clientId, params)
  return {
    demand: renew ? { ...asked, twoFactorsRequested: true } : asked,
    standing: {
      enrolled: person.number !== undefined,
      optedOut: person.optedOut,
      disabledFactors: person.disabledFactors,
      backupCodes: person.backupCodes,
      factorEnabled: policy.factorEnabled,
      mayEnrol: policy.enrolsAtLogin && person.mayEnrol,
      remembered: false,
    },
  }
}

/** The person as they will be at the end of the login: whoever enrols has a number then, whichever it will be. */
function afterwards(person: Person, plan: Plan): Person {
  return 'enrol' in plan ? { ...person, number: '+0' } : person
}
