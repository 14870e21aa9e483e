import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { roughTime } from '../../../interactions/pages/times.ts'
import type { PoorChoice } from '../../accounts/password/choice.ts'
import type { Beginning } from '../prove/ways.ts'

/** The page where the password is changed. */
export interface PasswordPage {
  /** For the browser's own store of passwords. */
  readonly username: string
  readonly proved: boolean
  readonly begin: Beginning
  readonly problem?: PoorChoice | 'missing' | 'same' | 'wrong' | 'held'
  /** Seconds until the old password may be tried again. */
  readonly retryIn?: number
  readonly done?: 'changed' | 'overtaken'
}

/** Problems with the password one has; the others are about the new one. */
const ofOld: ReadonlySet<string> = new Set(['wrong', 'held'])

const poor: ReadonlySet<string> = new Set([
  'too-short',
  'too-long',
  'common',
  'own-name',
] satisfies PoorChoice[])

export function passwordView(page: PasswordPage, t: Translate): View {
  const { problem, retryIn = 0, done } = page
  const key =
    problem &&
    (poor.has(problem) ? `account.poor-password.${problem}` : `account.password.problem.${problem}`)
  return {
    username: page.username,
    proved: page.proved,
    begin: page.begin,
    problem: key && t(key, { time: roughTime(retryIn, t) }),
    oldIsWrong: problem !== undefined && ofOld.has(problem),
    newIsWrong: problem !== undefined && !ofOld.has(problem),
    done: done && t(`account.password.done.${done}`),
    failed: done === 'overtaken',
  }
}
