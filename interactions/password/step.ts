import type { Page } from '../pages/page.ts'
import type { People } from '../person.ts'
import type { Clock } from '../sms-otp/ports.ts'
import type { Answer, Fields, Step, Visit } from '../step.ts'

type PasswordProblem = NonNullable<Extract<Page, { page: 'password' }>['problem']>

/** Longer ones are answered without being hashed; the account domain has the same bound. */
const longest = { identifier: 256, password: 1024 }

/** The first factor: something you know. Makes no session; only a finished login does. */
export function passwordStep(people: People, clock: Clock): Step {
  async function submit(visit: Visit, fields: Fields): Promise<Answer> {
    const { identifier = '', password = '' } = fields
    if (identifier.trim() === '' || password === '') return ask(visit, 400, identifier, 'missing')
    if (identifier.length > longest.identifier || password.length > longest.password) {
      return ask(visit, 400, '', 'too-long')
    }
    const tried = await people.authenticate(identifier, password, visit.caller)
    if (tried.result === 'wrong') return ask(visit, 422, identifier, 'wrong')
    if (tried.result === 'held') return hold(visit, identifier, tried.retryIn)
    return { person: tried.person, proved: { factor: 'pwd', at: Math.floor(clock() / 1000) } }
  }
  return {
    show: async (visit) => ask(visit, 200, hinted(visit)),
    actions: { password: submit },
  }
}

/** `login_hint` saves typing; it is a stranger's text, so it is only ever echoed into the field. */
function hinted(visit: Visit): string {
  const hint = visit.interaction.params.login_hint
  return typeof hint === 'string' && hint.length <= longest.identifier ? hint : ''
}

/** Answered at once, and for every name alike. */
function hold(visit: Visit, identifier: string, retryIn: number): Answer {
  const retryAfter = Math.max(1, Math.ceil(retryIn / 1000))
  return { ...ask(visit, 429, identifier, 'held', retryAfter), retryAfter }
}

function ask(
  visit: Visit,
  status: number,
  identifier: string,
  problem?: PasswordProblem,
  retryAfter?: number,
) {
  const page: Page = {
    page: 'password',
    action: `${visit.base}/password`,
    abortAction: `${visit.base}/abort`,
    formToken: visit.formToken,
    ...(identifier === '' ? {} : { identifier }),
    ...(problem === undefined ? {} : { problem }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    client: visit.client,
  }
  return { page, status }
}
