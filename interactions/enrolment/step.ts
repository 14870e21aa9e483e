import { type Aim, codeStep, numberPath } from '../code-step.ts'
import { allowOnly } from '../forms.ts'
import type { EnrolmentPage, NumberProblem } from '../pages/page.ts'
import { forgetProgress, type Progress, saveProgress } from '../progress.ts'
import type { Clock } from '../sms-otp/ports.ts'
import type { SmsStep } from '../sms-otp/step.ts'
import type { Answer, Fields, Proved, Step, Visit } from '../step.ts'

/** How accounts come to their first number. */
export interface Enrolment {
  /** Reads what a person typed; E.164 comes of it, or a reason. */
  read(typed: string): { readonly number: string } | { readonly problem: NumberProblem }
  /** What is put before a number without a country code, such as `+94`; undefined where it has to be typed. */
  readonly callingCode: string | undefined
  /** Stands for a number in the purpose of its challenge, so that each number has codes of its own. */
  nameOf(number: string): string
  /**
   * Writes a number whose code was typed a moment ago, on an account that never had one. `taken`: another account has
   * it; `declined`: this one has a second factor, or another
   * password, by now. Rejects when the store did not answer.
   */
  save(
    accountId: string,
    number: string,
    password: string | undefined,
  ): Promise<'saved' | 'taken' | 'declined'>
}

/**
 * A first number, on the word of the password alone ("trust on first use"): asked for, proved by a code to it, and only
 * then written. Until that it is nowhere but in this login.
 */
export function enrolmentStep(enrolment: Enrolment, sms: SmsStep, clock: Clock): Step {
  const code = codeStep(sms, clock, atClaimedNumber)
  const ask = (visit: Visit, problem?: EnrolmentPage['problem'], typed = '') =>
    numberPage(visit, enrolment.callingCode, typed, problem)

  async function submit(visit: Visit, fields: Fields): Promise<Answer> {
    allowOnly(fields, 'number')
    const { number: typed = '' } = fields
    if (visit.progress === undefined) return { again: true }
    const read = enrolment.read(typed)
    if ('problem' in read) return { page: ask(visit, read.problem, typed.slice(0, 64)), status: 400 }
    const progress = {
      ...visit.progress,
      enrolment: { number: read.number, name: enrolment.nameOf(read.number) },
    }
    await Promise.all([saveProgress(visit.interaction, progress), code.enter?.(visit, progress)])
    return { again: true }
  }

  /** The code was right: from here on the number is the account's, if it can be. */
  async function keep(visit: Visit, proved: Proved): Promise<Answer> {
    const { progress, interaction } = visit
    if (progress?.enrolment?.number === undefined) return { again: true }
    const { accountId, password } = progress
    const kept = await enrolment.save(accountId, progress.enrolment.number, password)
    if (kept === 'saved') return proved
    if (kept === 'taken') {
      await saveProgress(interaction, { ...progress, enrolment: {} })
      return { page: ask(visit, 'taken'), status: 409 }
    }
    // What was planned with the password no longer holds: the account has to be looked at again.
    await forgetProgress(interaction)
    return { again: true }
  }

  const keeping = Object.entries(code.actions).map(([path, act]) => [
    path,
    async (visit: Visit, fields: Fields) => {
      allowOnly(fields, 'code')
      const answer = await act(visit, fields)
      return 'proved' in answer ? keep(visit, answer) : answer
    },
  ])

  return {
    show: async (visit) =>
      visit.progress?.enrolment?.number === undefined ? { page: ask(visit) } : code.show(visit),
    pages: { [numberPath]: async (visit) => ({ page: ask(visit) }) },
    actions: { [numberPath]: submit, ...Object.fromEntries(keeping) },
    looks: code.looks ?? {},
  }
}

/** A code to the number that was typed. Counted by network, whoever the browser knows: here the caller picks the number. */
function atClaimedNumber({ caller }: Visit, { enrolment }: Progress): Aim | undefined {
  const { number, name } = enrolment ?? {}
  if (number === undefined || name === undefined) return undefined
  return { purpose: `enrolment:${name}`, number, network: caller.network }
}

function numberPage(
  { base, formToken, client }: Visit,
  callingCode: string | undefined,
  typed: string,
  problem: EnrolmentPage['problem'],
): EnrolmentPage {
  return {
    page: 'enrolment',
    action: `${base}/${numberPath}`,
    abortAction: `${base}/abort`,
    formToken,
    client,
    typed,
    ...(callingCode === undefined ? {} : { callingCode }),
    ...(problem === undefined ? {} : { problem }),
  }
}
