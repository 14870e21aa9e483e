import { assuranceOf, type Plan, type Proof } from '../../../interactions/assurance.ts'
import { endings } from '../../../interactions/endings.ts'
import { planFor } from '../../../interactions/plan.ts'
import { inUse } from '../../accounts/account.ts'
import { type MessageFacts, messageFor } from './message.ts'
import type { Question } from './question.ts'
import { accountSays, type Reason } from './reason.ts'
import { shownName } from './shown-name.ts'
import { passwordStep, type StepFacts, stepsAfterPassword } from './steps.ts'
import { type ClaimFacts, claimsFor, type SubjectFacts, subjectFor } from './subject.ts'
import { rememberedBrowser, why } from './why.ts'

/** What a login would be, in a browser that has no session and is not remembered. Shown as it is by `--json`. */
export interface Explanation {
  readonly account: string
  /** See shownName. */
  readonly username: string
  readonly client: string
  readonly acr: string | null
  readonly address: string | null
  /** Whether the person gets in now. */
  readonly signs_in: boolean
  readonly refused?: Refused
  readonly steps: readonly StepFacts[]
  /** Where a code by SMS is among the steps. */
  readonly message?: MessageFacts
  /** Whether a browser that the person had remembered leaves the second factor out; where one is owed. */
  readonly remembered_browser?: { readonly taken: boolean; readonly why: readonly Reason[] }
  /** By what was proved; empty for a login that is refused. */
  readonly tokens: readonly TokenFacts[]
  readonly subject: SubjectFacts
  readonly claims: ClaimFacts
}

export interface Refused {
  /** `disabled`, `no-password`, what is in the way of a second factor, or `closed`: every way past a step is, for now. */
  readonly because: string
  /** What the client is told when the person goes back; absent where they are told nothing. */
  readonly error?: string
  readonly why: readonly Reason[]
}

export interface TokenFacts {
  readonly after: 'password' | 'sms' | 'backup' | 'enrolment'
  readonly acr: string
  readonly amr: readonly string[]
}

/** Asks the login's own code; nothing is sent, counted or written. */
export async function explanationOf(question: Question): Promise<Explanation> {
  const { account, asked, address } = question
  const named = {
    account: account.id,
    username: shownName(account.username),
    client: asked.clientId,
    acr: asked.params.acr_values === undefined ? null : String(asked.params.acr_values),
    address: address ?? null,
  }
  const subject = subjectFor(question)
  return { ...named, ...(await decided(question, subject)), subject, claims: claimsFor(question) }
}

type Decided = Pick<
  Explanation,
  'signs_in' | 'refused' | 'steps' | 'message' | 'remembered_browser' | 'tokens'
>

async function decided(question: Question, { why: bySubject }: SubjectFacts): Promise<Decided> {
  const { account, person, policy, asked } = question
  if (inUse(account) === undefined) return turnedAway(question, 'disabled', [accountSays('it is disabled')])
  if (person.password === undefined) {
    return turnedAway(question, 'no-password', [accountSays('it has no password')])
  }
  const plan = await planFor(policy, asked, person, async () => false)
  if ('obstacle' in plan) {
    const { obstacle } = plan
    const because =
      obstacle === 'no-subject'
        ? [...bySubject, accountSays('it has none, or it is not proved')]
        : why(question, (other) => 'obstacle' in other && other.obstacle === obstacle)
    return turnedAway(question, obstacle, because, endings.refuse[0])
  }
  return ledOn(question, plan)
}

/** Whoever the password does not help any further. */
async function turnedAway(
  question: Question,
  because: string,
  reasons: readonly Reason[],
  error?: string,
): Promise<Decided> {
  const refused = { because, ...(error === undefined ? {} : { error }), why: reasons }
  return { signs_in: false, refused, steps: [await passwordStep(question)], tokens: [] }
}

async function ledOn(question: Question, plan: Exclude<Plan, { obstacle: unknown }>): Promise<Decided> {
  const { number, locale } = question.person
  const codes = 'second' in plan && plan.second.includes('sms')
  const message = codes && number !== undefined ? await messageFor(question, number, locale) : undefined
  const next = await stepsAfterPassword(question, plan, message)
  const password = await passwordStep(question)
  const closed = password.closed ?? closedAmong(next)
  return {
    signs_in: closed === undefined,
    ...(closed && { refused: { because: 'closed', why: closed } }),
    steps: [{ ...password, ...enough(question, plan) }, ...next],
    ...(message && { message }),
    ...(owesSecond(plan) && { remembered_browser: rememberedBrowser(question) }),
    tokens: tokensAfter(plan),
  }
}

/** Why no second factor follows, where none does. */
function enough(question: Question, plan: Plan): Pick<StepFacts, 'enough'> {
  const isAlone = (other: Plan) => 'second' in other && other.second.length === 0
  return isAlone(plan) ? { enough: why(question, isAlone) } : {}
}

function owesSecond(plan: Plan): boolean {
  return 'second' in plan && plan.second.length > 0
}

/** Why none of the ways past the second factor is open; undefined when one is, or none is needed. */
function closedAmong(steps: readonly StepFacts[]): readonly Reason[] | undefined {
  const seconds = steps.filter(({ step }) => step === 'sms' || step === 'backup')
  const open = seconds.length === 0 || seconds.some(({ closed }) => closed === undefined)
  return open ? undefined : seconds.flatMap(({ closed = [] }) => closed)
}

const factors = { sms: 'sms', backup: 'otp' } as const

/** As the login says it, of proofs that are made in this moment. */
function tokensAfter(plan: Exclude<Plan, { obstacle: unknown }>): readonly TokenFacts[] {
  const at = Math.floor(Date.now() / 1000)
  const tokens = (after: TokenFacts['after'], second: readonly Proof['factor'][]) => {
    const { acr, amr } = assuranceOf([{ factor: 'pwd', at }, ...second.map((factor) => ({ factor, at }))])
    return { after, acr, amr }
  }
  if ('enrol' in plan) return [tokens('enrolment', ['sms'])]
  if (plan.second.length === 0) return [tokens('password', [])]
  return plan.second.map((factor) => tokens(factor, [factors[factor]]))
}
