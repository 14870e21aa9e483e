import { randomBytes } from 'node:crypto'
import { type CodeShape, codeDigests, drawCode, readCode, sealCode } from './code.ts'
import { type Asker, dispatch, type Opened } from './dispatch.ts'
import { type Barrier, defaultBounds } from './failures.ts'
import { type ChallengeOptions, naming } from './options.ts'
import type { CodeProblem } from './pages.ts'
import type { ChallengeView, Place, Verdict } from './ports.ts'

export type Tried = { readonly right: true } | { readonly right: false; readonly problem: CodeProblem }

/** The rules of a challenge, over a store that keeps them and a sender that carries the code. */
export interface Challenges {
  /** Opens a challenge, or takes over the one this browser already has for this account and purpose. */
  open(place: Place, number: string, asker?: Asker): Promise<Opened>
  /** Another message for the same challenge; `problem` says why not. */
  resend(place: Place, number: string, asker?: Asker): Promise<Opened | { readonly problem: CodeProblem }>
  verify(place: Place, number: string, typed: string): Promise<Tried>
  view(place: Place): Promise<ChallengeView | undefined>
  /** What keeps this account's codes from being looked at. */
  barrier(account: string): Promise<Barrier | undefined>
  readonly shape: CodeShape
  /** Whether more may become known of a message that a gateway accepted. */
  readonly receipts: boolean
}

/** Puts the rules together; see Challenges. */
export function createChallenges(options: ChallengeOptions): Challenges {
  const { store, keys, shape, terms, bounds = defaultBounds } = options
  const notify = options.onEvent ?? (() => {})

  function draw(place: Place, number: string) {
    const code = drawCode(shape, options.random)
    return { code, sealed: sealCode(keys, { ...place, number }, code) }
  }

  return {
    shape,
    receipts: (options.receipts?.gateways.size ?? 0) > 0,
    async open(place, number, asker = {}) {
      const candidate = randomBytes(16).toString('base64url')
      const { code, sealed } = draw(place, number)
      const { opened, view } = await store.open(place, candidate, sealed, terms)
      if (!opened) return { view, dispatch: async () => {} }
      return { view, dispatch: () => dispatch(options, place, view, { number, code, asker }) }
    },
    async resend(place, number, asker = {}) {
      const { code, sealed } = draw(place, number)
      const { admitted, view } = await store.resend(place, sealed, terms)
      if (admitted && view) {
        return { view, dispatch: () => dispatch(options, place, view, { number, code, asker }) }
      }
      const problem = whyNoResend(view)
      notify({ event: 'sms.resend-refused', ...naming(place), outcome: problem })
      return { problem }
    },
    async verify(place, number, typed) {
      const read = readCode(typed, shape)
      if ('problem' in read) return { right: false, problem: read.problem }
      const verdict = await store.verify(place, codeDigests(keys, { ...place, number }, read.code), bounds)
      notify({ event: 'code.verify', ...naming(place), outcome: verdict.result })
      await followUp(options, place, number, verdict)
      return verdict.result === 'right' ? { right: true } : { right: false, problem: verdict.result }
    },
    view: (place) => store.view(place),
    barrier: (account) => store.barrier(account),
  }
}

/** What a verdict means to others than the person. None of it can change the verdict. */
async function followUp(
  options: ChallengeOptions,
  place: Place,
  number: string,
  verdict: Verdict,
): Promise<void> {
  const notify = options.onEvent ?? (() => {})
  if (verdict.result === 'right') {
    // Not waited for: a conversion that is not counted is all that can be lost.
    const lost = () => notify({ event: 'sms.conversion', ...naming(place), outcome: 'not-counted' })
    options.gate?.verified({ ...naming(place), number }).catch(lost)
  }
  if (verdict.result !== 'wrong' || verdict.consequence === undefined) return
  notify({ event: 'account.guessed-at', ...naming(place), outcome: verdict.consequence })
  if (verdict.consequence === 'disabled') {
    // The failure record refuses from now on, whether or not this is written.
    const lost = () => notify({ event: 'account.guessed-at', ...naming(place), outcome: 'not-recorded' })
    await options.onDisabled?.(place.account).catch(lost)
  }
}

function whyNoResend(view: ChallengeView | undefined): CodeProblem {
  if (view === undefined) return 'gone'
  if (view.used) return 'used'
  if (view.barrier !== undefined) return 'locked'
  return view.resendsLeft === 0 ? 'no-resends' : 'cooldown'
}
