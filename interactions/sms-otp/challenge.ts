import { randomBytes } from 'node:crypto'
import { type CodeKey, type CodeShape, codeDigests, drawCode, readCode, sealCode } from './code.ts'
import { type MessageFacts, messageText } from './message.ts'
import type {
  ChallengeStore,
  ChallengeView,
  Clock,
  CodeProblem,
  Place,
  Random,
  Sender,
  SendOutcome,
  Terms,
} from './ports.ts'
import type { ReceiptStore } from './receipt-store.ts'

/** Something security-relevant that happened to a challenge. Holds no code and no number. */
export interface SmsEvent {
  readonly event: 'sms.send' | 'sms.outcome' | 'sms.resend-refused' | 'code.verify'
  readonly account: string
  readonly purpose: string
  readonly outcome: string
  readonly message?: number
  readonly gateway?: string
  readonly milliseconds?: number
}

export interface ChallengeOptions {
  readonly store: ChallengeStore
  readonly sender: Sender
  /** The first seals, all recognise. */
  readonly keys: readonly CodeKey[]
  readonly shape: CodeShape
  readonly terms: Terms
  /** Shown in the message. */
  readonly application: string
  /** Host of the page that asks for the code, for the message's last line. */
  readonly host: string
  /** How long an answer to the person may wait for the gateway, in milliseconds. */
  readonly patience: number
  readonly text?: (facts: MessageFacts) => string
  readonly random?: Random
  readonly clock?: Clock
  readonly onEvent?: (event: SmsEvent) => void
  /** Where there are none, a message that was accepted stays "sent". */
  readonly receipts?: ReceiptOptions
}

/** Delivery receipts, as far as sending is concerned. */
export interface ReceiptOptions {
  readonly store: ReceiptStore
  /** Names of the gateways that bring receipts. */
  readonly gateways: ReadonlySet<string>
}

/** A challenge that has been opened. `dispatch` sends its message, if there is one to send; call it once. */
export interface Opened {
  readonly view: ChallengeView
  /** Resolves when the gateway answered or patience is over, whichever is first. Never rejects. */
  dispatch(): Promise<void>
}

export type Tried = { readonly right: true } | { readonly right: false; readonly problem: CodeProblem }

/** The rules of a challenge, over a store that keeps them and a sender that carries the code. */
export interface Challenges {
  /**
   * Opens a challenge, or takes over the one this browser already has for this account and purpose.
   *
   * @param locales the person's wishes for the message's language, best first (BCP 47)
   */
  open(place: Place, number: string, locales?: readonly string[]): Promise<Opened>
  /** Another message for the same challenge; `problem` says why not. */
  resend(
    place: Place,
    number: string,
    locales?: readonly string[],
  ): Promise<Opened | { readonly problem: CodeProblem }>
  verify(place: Place, number: string, typed: string): Promise<Tried>
  view(place: Place): Promise<ChallengeView | undefined>
  readonly shape: CodeShape
  /** Whether more may become known of a message that a gateway accepted. */
  readonly receipts: boolean
}

/** Puts the rules together; see Challenges. */
export function createChallenges(options: ChallengeOptions): Challenges {
  const { store, keys, shape, terms } = options
  const notify = options.onEvent ?? (() => {})

  function draw(place: Place, number: string) {
    const code = drawCode(shape, options.random)
    return { code, sealed: sealCode(keys, { ...place, number }, code) }
  }

  return {
    shape,
    receipts: (options.receipts?.gateways.size ?? 0) > 0,
    async open(place, number, locales = []) {
      const candidate = randomBytes(16).toString('base64url')
      const { code, sealed } = draw(place, number)
      const { opened, view } = await store.open(place, candidate, sealed, terms)
      if (!opened) return { view, dispatch: async () => {} }
      return { view, dispatch: () => dispatch(options, place, view, { number, code, locales }) }
    },
    async resend(place, number, locales = []) {
      const { code, sealed } = draw(place, number)
      const { admitted, view } = await store.resend(place, sealed, terms)
      if (admitted && view) {
        return { view, dispatch: () => dispatch(options, place, view, { number, code, locales }) }
      }
      const problem = whyNoResend(view)
      notify({ event: 'sms.resend-refused', ...naming(place), outcome: problem })
      return { problem }
    },
    async verify(place, number, typed) {
      const read = readCode(typed, shape)
      if ('problem' in read) return { right: false, problem: read.problem }
      const { result } = await store.verify(place, codeDigests(keys, { ...place, number }, read.code))
      notify({ event: 'code.verify', ...naming(place), outcome: result })
      return result === 'right' ? { right: true } : { right: false, problem: result }
    },
    view: (place) => store.view(place),
  }
}

/** What a message is made of that no store ever sees. */
interface Draft {
  readonly number: string
  readonly code: string
  readonly locales: readonly string[]
}

function naming(place: Place): { account: string; purpose: string } {
  return { account: place.account, purpose: place.purpose }
}

function whyNoResend(view: ChallengeView | undefined): CodeProblem {
  if (view === undefined) return 'gone'
  if (view.used) return 'used'
  return view.resendsLeft === 0 ? 'no-resends' : 'cooldown'
}

/**
 * Hands the message to the sender and records the outcome, off the request path: the caller waits for
 * `patience` at most, the send goes on by itself. The clear code lives in this call and nowhere else.
 */
async function dispatch(
  options: ChallengeOptions,
  place: Place,
  view: ChallengeView,
  draft: Draft,
): Promise<void> {
  const clock = options.clock ?? Date.now
  const notify = options.onEvent ?? (() => {})
  const facts = { ...naming(place), message: view.message }
  const started = clock()
  notify({ event: 'sms.send', ...facts, outcome: 'begun' })
  const delivered = deliver(options, view, draft).then((outcome) => {
    const gateway = outcome.gateway === undefined ? {} : { gateway: outcome.gateway }
    notify({
      event: 'sms.outcome',
      ...facts,
      ...gateway,
      outcome: outcome.status,
      milliseconds: clock() - started,
    })
    // Not waited for. Not settled means "unknown" once the send deadline is over: a nicer sentence is all that is lost.
    record(options, place, view, outcome).catch(() =>
      notify({ event: 'sms.outcome', ...facts, outcome: 'not-recorded' }),
    )
  })
  await withPatience(delivered, options.patience)
}

/** What the gateway said, and, where it brings receipts, by which name it will speak of this message. */
async function record(
  { store, receipts, terms }: ChallengeOptions,
  place: Place,
  { id, message }: ChallengeView,
  { status, gateway, messageId }: SendOutcome,
): Promise<void> {
  await store.settle(place, id, message, status, gateway)
  if (gateway === undefined || messageId === undefined || !receipts?.gateways.has(gateway)) return
  const reference = { place, id, message }
  const early = await receipts.store.expect(gateway, messageId, reference, terms.lifetime + terms.keep)
  if (early !== undefined) await store.receive(place, id, message, early)
}

async function deliver(
  options: ChallengeOptions,
  view: ChallengeView,
  { number, code, locales }: Draft,
): Promise<SendOutcome> {
  const { application, host, terms } = options
  const minutes = Math.max(1, Math.floor(terms.lifetime / 60_000))
  const { id, message, avoid } = view
  const text = (options.text ?? messageText)({ application, code, minutes, message, host, locales })
  const [locale] = locales
  try {
    return await options.sender.send({
      to: number,
      text,
      code,
      id: `${id}.${message}`,
      ...(locale === undefined ? {} : { locale }),
      ...(avoid === undefined ? {} : { avoid }),
    })
  } catch {
    // A sender that breaks its promise not to reject may still have sent.
    return { status: 'unknown' }
  }
}

async function withPatience(work: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([work, patience])
  clearTimeout(timer)
}
