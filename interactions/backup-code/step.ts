import { setTimeout as wait } from 'node:timers/promises'
import { backupPath } from '../code-step.ts'
import { allowOnly } from '../forms.ts'
import type { BackupCodePage } from '../pages/page.ts'
import type { Barrier } from '../sms-otp/failures.ts'
import type { Clock } from '../sms-otp/ports.ts'
import type { Answer, Fields, Step, Visit } from '../step.ts'

/** What became of a typed backup code. */
export type Tried =
  /** It is gone from the account, durably. */
  | { readonly result: 'right'; readonly left: number }
  /** Can be no code, is none of the account's, or was one until it was used. */
  | { readonly result: 'malformed' | 'wrong' | 'used' }
  | { readonly result: 'locked'; readonly barrier: Barrier }

/** The backup codes of accounts. Both reject when the store did not answer: nothing is known then. */
export interface BackupCodes {
  /**
   * Uses one up, and tells the account's owner.
   *
   * @param network where the request came from, for that notice
   */
  use(accountId: string, typed: string, network: string): Promise<Tried>
  /** What keeps them from being looked at. */
  barrier(accountId: string): Promise<Barrier | undefined>
}

/** What the request needs that was faster, to write that the login is finished. Milliseconds. */
const writing = 150

/** The other second factor: one of the codes a person keeps for the day the phone is not at hand. Sends nothing. */
export function backupStep(codes: BackupCodes, clock: Clock): Step {
  async function show(visit: Visit): Promise<Answer> {
    if (visit.progress === undefined) return { again: true }
    const barrier = await codes.barrier(visit.progress.accountId)
    return barrier === undefined ? { page: ask(visit) } : refuse(visit, barrier, 200)
  }

  async function submit(visit: Visit, fields: Fields): Promise<Answer> {
    allowOnly(fields, 'code')
    const { code = '' } = fields
    if (visit.progress === undefined) return { again: true }
    if (code.trim() === '') return { page: ask(visit, 'missing'), status: 400 }
    const tried = await codes.use(visit.progress.accountId, code, visit.caller.network)
    switch (tried.result) {
      case 'right':
        return {
          proved: { factor: 'otp', at: Math.floor(clock() / 1000) },
          backupCodesLeft: tried.left,
        }
      case 'locked':
        return refuse(visit, tried.barrier, 429)
      case 'used':
        // A double click or another tab was faster; if it was this login's, its result is being written right now.
        await wait(writing)
        return { page: ask(visit, 'used'), status: 422, unlessFinished: true }
      default:
        return { page: ask(visit, tried.result), status: tried.result === 'wrong' ? 422 : 400 }
    }
  }

  return { show, actions: { [backupPath]: submit }, pages: { [backupPath]: show } }
}

function ask(visit: Visit, problem?: BackupCodePage['problem']): BackupCodePage {
  return {
    page: 'backup-code',
    action: `${visit.base}/${backupPath}`,
    ...common(visit),
    ...(problem === undefined ? {} : { problem }),
  }
}

function refuse(visit: Visit, barrier: Barrier, status: number): Answer {
  const retryAfter = barrier.kind === 'locked' ? { retryAfter: Math.ceil(barrier.retryIn / 1000) } : {}
  const { smsPath, ...rest } = common(visit)
  // A lock is in the way of every factor: the other one leads nowhere now.
  const back = barrier.kind === 'locked' || smsPath === undefined ? {} : { smsPath }
  return { page: { page: 'backup-locked', barrier, ...rest, ...back }, status, ...retryAfter }
}

function common({ base, formToken, client, progress }: Visit) {
  const smsPath = progress?.second.includes('sms') === true ? { smsPath: base } : {}
  return { abortAction: `${base}/abort`, formToken, client, ...smsPath }
}
