import { setTimeout as wait } from 'node:timers/promises'
import type { Challenges } from './challenge.ts'
import type { Asker, Opened } from './dispatch.ts'
import type { Barrier } from './failures.ts'
import { maskNumber } from './mask.ts'
import type { ClientFace, CodeProblem, OtherWays, SmsPage } from './pages.ts'
import type { ChallengeView, Delivery, Place } from './ports.ts'

/** Where below a login's path the page's script asks what became of the message. */
export const deliveryPath = 'sms-otp/delivery'

/** What a host needs to write that a login is finished, and more. Milliseconds. */
const writing = 150

/** One request at the code step, with everything its host already checked: interaction, cookie, form token, account. */
export interface SmsVisit {
  readonly place: Place
  /** E.164, the account's number now; a code for another number does not fit. */
  readonly number: string
  /** Path of the login, such as `/interaction/<uid>`; the step's forms post below it. */
  readonly base: string
  readonly formToken: string
  readonly client: ClientFace
  /** The person's wishes for a language, best first (BCP 47). */
  readonly locales?: readonly string[]
  /** Shown in full: whoever is asking has typed it a moment ago, and sees whether it is right. */
  readonly inFull?: boolean
  readonly others?: OtherWays
  /** For how many days the host remembers this browser if the form's `remember_browser` says so; absent: not at all. */
  readonly rememberDays?: number
  /** What limits count messages by; see SendRequest. */
  readonly clientId?: string
  readonly network?: string
}

/** What a host does next. */
export type SmsAnswer =
  /** The factor is proved: finish the step. */
  | { readonly right: true }
  /** Call `opened.dispatch()`, then redirect (303) to the page. */
  | { readonly opened: Opened }
  /** Redirect (303) to the page: it knows more than this request did. */
  | { readonly again: true }
  | { readonly page: SmsPage; readonly status: number; readonly retryAfter?: number }

/** What a page that stays open is told of the newest message. */
export type SmsNews =
  | {
      readonly delivery: Delivery
      readonly challenge: ChallengeView
      /** Masked, or as the person typed it a moment ago. */
      readonly number: string
      /** True when nothing more will become known. */
      readonly final: boolean
    }
  /** There is no message to tell of: the code was used, or there is no challenge in this browser. */
  | { readonly delivery: 'used' | 'gone'; readonly final: true }

/** The code step. `show` answers GETs and never sends; the others answer POSTs. */
export interface SmsStep {
  show(visit: SmsVisit): Promise<SmsAnswer>
  /** For a GET by the open page's script; one round trip to the store. */
  delivery(visit: SmsVisit): Promise<SmsNews>
  /** The first message of a login, or a new challenge when the old one is used or gone. */
  start(visit: SmsVisit): Promise<SmsAnswer>
  resend(visit: SmsVisit): Promise<SmsAnswer>
  /** @param typed the form's `code` field, as a string */
  submit(visit: SmsVisit, typed: string): Promise<SmsAnswer>
}

/** The code step over a set of challenge rules. */
export function createSmsStep(challenges: Challenges): SmsStep {
  return {
    show: (visit) => present(challenges, visit, 200),
    async delivery(visit) {
      const challenge = await challenges.view(visit.place)
      if (challenge === undefined) return { delivery: 'gone', final: true }
      if (challenge.used) return { delivery: 'used', final: true }
      const { delivery } = challenge
      const final = isFinal(delivery, challenges.receipts)
      return { delivery, challenge, number: shown(visit), final }
    },
    async start(visit) {
      return { opened: await challenges.open(visit.place, visit.number, askerOf(visit)) }
    },
    async resend(visit) {
      const outcome = await challenges.resend(visit.place, visit.number, askerOf(visit))
      if ('view' in outcome) return { opened: outcome }
      return present(challenges, visit, 429, outcome.problem)
    },
    async submit(visit, typed) {
      const tried = await challenges.verify(visit.place, visit.number, typed)
      if (tried.right) return tried
      return present(challenges, visit, statusOf(tried.problem), tried.problem)
    },
  }
}

function askerOf({ locales = [], clientId, network }: SmsVisit): Asker {
  const client = clientId === undefined ? {} : { client: clientId }
  return { locales, ...client, ...(network === undefined ? {} : { network }) }
}

function statusOf(problem: CodeProblem): number {
  if (problem === 'locked') return 429
  return problem === 'missing' || problem === 'malformed' ? 400 : 422
}

async function present(
  challenges: Challenges,
  visit: SmsVisit,
  status: number,
  problem?: CodeProblem,
): Promise<SmsAnswer> {
  if (status !== 200 && (problem === 'used' || problem === 'gone')) {
    // A double click or another tab was faster. If it was this login's, its result is being written right now: the
    // page that comes next should find it.
    await wait(writing)
    return { again: true }
  }
  const view = await challenges.view(visit.place)
  const barrier = view === undefined ? await challenges.barrier(visit.place.account) : view.barrier
  if (barrier !== undefined) return lockedPage(visit, barrier, status)
  if (view === undefined || view.used) return { page: startPage(visit, view?.used === true), status }
  const page: SmsPage = {
    page: 'sms-code',
    action: `${visit.base}/sms-otp`,
    resendAction: `${visit.base}/sms-otp/resend`,
    ...common(visit),
    codeLength: challenges.shape.length,
    numeric: challenges.shape.alphabet === 'numeric',
    ...(problem === undefined ? {} : { problem }),
    ...(visit.rememberDays === undefined ? {} : { rememberDays: visit.rememberDays }),
    challenge: view,
    ...(isFinal(view.delivery, challenges.receipts)
      ? {}
      : { deliveryAction: `${visit.base}/${deliveryPath}` }),
  }
  const retryAfter = problem === 'cooldown' ? { retryAfter: Math.ceil(view.resendIn / 1000) } : {}
  return { page, status, ...retryAfter }
}

/** An unknown outcome may still be cleared up, by a receipt or by a gateway that answered too late to be believed. */
function isFinal(delivery: Delivery, receipts: boolean): boolean {
  if (delivery === 'sending') return false
  return !receipts || !['accepted', 'unknown'].includes(delivery)
}

function lockedPage(visit: SmsVisit, barrier: Barrier, status: number): SmsAnswer {
  const { number: _, ...rest } = common(visit)
  const page = { page: 'sms-locked', barrier, ...rest } as const
  if (barrier.kind === 'disabled') return { page, status }
  // A lock is in the way of every factor: no other way leads anywhere now.
  const { abortAction, formToken, client } = rest
  const retryAfter = Math.ceil(barrier.retryIn / 1000)
  return { page: { page: 'sms-locked', barrier, abortAction, formToken, client }, status, retryAfter }
}

function startPage(visit: SmsVisit, used: boolean): SmsPage {
  return { page: 'sms-start', used, action: `${visit.base}/sms-otp/start`, ...common(visit) }
}

function common(visit: SmsVisit) {
  return {
    abortAction: `${visit.base}/abort`,
    formToken: visit.formToken,
    number: shown(visit),
    client: visit.client,
    ...visit.others,
  }
}

function shown({ number, inFull = false }: SmsVisit): string {
  return inFull ? number : maskNumber(number)
}
