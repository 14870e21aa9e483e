import type { Progress } from './progress.ts'
import type { OtherWays } from './sms-otp/pages.ts'
import type { Clock } from './sms-otp/ports.ts'
import { promptName } from './sms-otp/prompt.ts'
import { deliveryPath, type SmsAnswer, type SmsStep, type SmsVisit } from './sms-otp/step.ts'
import type { Answer, Fields, Step, Visit } from './step.ts'

/** Which code is owed: what it is for, and where it goes. */
export interface Aim {
  /** As in Place. */
  readonly purpose: string
  /** E.164. */
  readonly number: string
  /** What the request is counted by; see SendRequest. */
  readonly network?: string
}

/**
 * The plugin's code step as a step of our logins: the second factor, something you have. Who owes the code and
 * where it goes comes from the login's progress, never from the request.
 *
 * @param aimOf undefined where no code is owed
 */
export function codeStep(
  sms: SmsStep,
  clock: Clock,
  aimOf: (visit: Visit, progress: Progress) => Aim | undefined = atOwnNumber,
): Step {
  const owing = (visit: Visit, progress = visit.progress) => {
    const aim = progress && aimOf(visit, progress)
    return progress && aim && smsVisit(visit, progress, aim)
  }

  async function translate(work: Promise<SmsAnswer>, remember = false): Promise<Answer> {
    const answer = await work
    if ('page' in answer || 'again' in answer) return answer
    if ('right' in answer) {
      return { proved: { factor: 'sms', at: Math.floor(clock() / 1000) }, remember }
    }
    await answer.opened.dispatch()
    return { again: true }
  }

  const on =
    (act: (visit: SmsVisit, fields: Fields) => Promise<SmsAnswer>) =>
    async (visit: Visit, fields: Fields) => {
      const owed = owing(visit)
      if (owed === undefined) return { again: true } as const
      return translate(act(owed, fields), fields[rememberField] === 'yes')
    }
  const show = on(sms.show)

  return {
    show: (visit) => show(visit, {}),
    actions: {
      'sms-otp': on((visit, fields) => sms.submit(visit, fields.code ?? '')),
      'sms-otp/resend': on(sms.resend),
      'sms-otp/start': on(sms.start),
    },
    compares: ['sms-otp'],
    looks: {
      async [deliveryPath](visit) {
        const owed = owing(visit)
        return owed === undefined ? undefined : sms.delivery(owed)
      },
    },
    async enter(visit, progress) {
      const owed = owing(visit, progress)
      if (owed !== undefined) await translate(sms.start(owed))
    },
  }
}

/** A code to the account's own number. */
function atOwnNumber({ interaction, caller }: Visit, { number, accountId }: Progress): Aim | undefined {
  if (number === undefined) return undefined
  const purpose = interaction.prompt.name === promptName ? 'step-up' : 'login'
  // Colleagues behind one address do not use up each other's messages where they sign in every day.
  return { purpose, number, ...(caller.knows(accountId) ? {} : { network: caller.network }) }
}

function smsVisit(visit: Visit, progress: Progress, { purpose, number, network }: Aim): SmsVisit {
  const { base, formToken, client, clientId, browser } = visit
  const locales = visit.localesOf(progress.locale)
  const place = { account: progress.accountId, purpose, browser }
  const from = network === undefined ? {} : { network }
  const { rememberDays } = visit
  const enrolling =
    progress.enrolment === undefined ? (rememberDays === undefined ? {} : { rememberDays }) : { inFull: true }
  const others = waysBeside(base, progress)
  return { place, number, base, formToken, client, locales, clientId, others, ...enrolling, ...from }
}

function waysBeside(base: string, { second, enrolment }: Progress): OtherWays {
  return {
    ...(second.includes('backup') ? { backupAction: `${base}/${backupPath}` } : {}),
    ...(enrolment === undefined ? {} : { correctAction: `${base}/${numberPath}` }),
  }
}

/** The checkbox on the code's page. */
const rememberField = 'remember_browser'

/** Below the login's path: where a backup code is asked for, and where a mistyped number is changed. */
export const backupPath = 'backup-code'
export const numberPath = 'number'
