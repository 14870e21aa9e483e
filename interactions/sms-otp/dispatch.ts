import type { Admission, MessageAbout, SendRequest } from './gate.ts'
import { type WrittenMessage, writeMessage } from './message.ts'
import { type ChallengeOptions, naming } from './options.ts'
import type { ChallengeView, Place, SendOutcome } from './ports.ts'
import type { MessageSent } from './receipt-store.ts'

/** Who asked for a message, beyond whose it is. */
export interface Asker {
  /** The person's wishes for the message's language, best first (BCP 47). */
  readonly locales?: readonly string[]
  /** See SendRequest. */
  readonly client?: string
  readonly network?: string
}

/** A challenge that has been opened. `dispatch` sends its message, if there is one to send; call it once. */
export interface Opened {
  /** Undefined behind a barrier. */
  readonly view: ChallengeView | undefined
  /** Resolves when the gateway answered or patience is over, whichever is first. Never rejects. */
  dispatch(): Promise<void>
}

/** What a message is made of that no store ever sees. */
export interface Draft {
  readonly number: string
  readonly code: string
  readonly asker: Asker
}

/**
 * Has the message admitted, hands it to the sender and records the outcome, off the request path: the caller waits for
 * `patience` at most, the send goes on by itself. The clear code lives in this call and nowhere else.
 */
export async function dispatch(
  options: ChallengeOptions,
  place: Place,
  view: ChallengeView,
  draft: Draft,
): Promise<void> {
  await withPatience(carry(options, place, view, draft), options.patience)
}

async function carry(
  options: ChallengeOptions,
  place: Place,
  view: ChallengeView,
  draft: Draft,
): Promise<void> {
  const request = requestOf(place, draft.number, draft.asker)
  const admission = await admit(options, place, view, request)
  if (!admission.admitted) return
  const { sent, ...outcome } = await send(options, place, view, draft, admission.about)
  // Not waited for. Not settled means "unknown" once the send deadline is over: a nicer sentence is all that is lost.
  record(options, place, view, { ...outcome, sent }, request, admission.at).catch(() =>
    options.onEvent?.({
      event: 'sms.outcome',
      ...naming(place),
      message: view.message,
      outcome: 'not-recorded',
    }),
  )
}

/** As the gate is asked for a message. */
export function requestOf(
  place: Pick<Place, 'account' | 'purpose'>,
  number: string,
  { client, network }: Asker,
): SendRequest {
  return {
    ...naming(place),
    number,
    ...(client === undefined ? {} : { client }),
    ...(network === undefined ? {} : { network }),
  }
}

/**
 * The challenge stands before its message is charged, and the message leaves after: a crash in between costs nobody
 * anything, and a challenge that is taken over or not admitted is never charged.
 */
async function admit(
  { gate, store, onEvent }: ChallengeOptions,
  place: Place,
  { id, message }: ChallengeView,
  request: SendRequest,
): Promise<Admission> {
  if (gate === undefined) return { admitted: true }
  const say = (outcome: string) => onEvent?.({ event: 'sms.outcome', ...naming(place), message, outcome })
  try {
    const admission = await gate.admit(request)
    if (admission.admitted) return admission
    say(admission.why)
    await store.withhold(place, id, message, admission.why, admission.retryIn)
  } catch {
    // Unavailable means no: nothing is sent that nobody counted.
    say('limits-unavailable')
    await store.settle(place, id, message, 'refused').catch(() => say('not-recorded'))
  }
  return { admitted: false, why: 'limited', retryIn: 0 }
}

type Sent = SendOutcome & { readonly sent: MessageSent }

async function send(
  options: ChallengeOptions,
  place: Place,
  view: ChallengeView,
  draft: Draft,
  { country, price }: MessageAbout = {},
): Promise<Sent> {
  const { clock = Date.now, onEvent } = options
  const facts = { ...naming(place), message: view.message }
  const at = clock()
  onEvent?.({ event: 'sms.send', ...facts, outcome: 'begun' })
  const { code, asker } = draft
  const { locales = [] } = asker
  const written = writeMessage(options, options.terms.lifetime, { code, message: view.message, locales })
  const outcome = await deliver(options, view, draft, written)
  const { client } = asker
  const about = {
    ...(client === undefined ? {} : { client }),
    ...(country === undefined ? {} : { country }),
    language: written.locale,
  }
  onEvent?.({
    event: 'sms.outcome',
    ...facts,
    ...(outcome.gateway === undefined ? {} : { gateway: outcome.gateway }),
    outcome: outcome.status,
    milliseconds: clock() - at,
    ...about,
    ...(price === undefined || outcome.status === 'refused' ? {} : { price }),
  })
  return { ...outcome, sent: { at, ...about } }
}

/** What the gateway said, and, where it brings receipts, by which name it will speak of this message. */
async function record(
  { store, gate, receipts, terms }: ChallengeOptions,
  place: Place,
  { id, message }: ChallengeView,
  { status, gateway, messageId, sent }: Sent,
  request: SendRequest,
  at: number | undefined,
): Promise<void> {
  const first = await store.settle(place, id, message, status, gateway)
  await gate?.settle(request, status, first, at)
  if (gateway === undefined || messageId === undefined || !receipts?.gateways.has(gateway)) return
  const reference = { place, id, message, sent }
  const early = await receipts.store.expect(gateway, messageId, reference, terms.lifetime + terms.keep)
  if (early !== undefined) await store.receive(place, id, message, early)
}

async function deliver(
  options: ChallengeOptions,
  { id, message, avoid }: ChallengeView,
  { number, code }: Draft,
  { text, locale }: WrittenMessage,
): Promise<SendOutcome> {
  try {
    return await options.sender.send({
      to: number,
      text,
      code,
      id: `${id}.${message}`,
      locale,
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
