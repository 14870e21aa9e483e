import type { Barrier, Bounds, Consequence, CountedTry, Factor } from './failures.ts'

/**
 * What the SMS step needs from its surroundings. Each port is small on purpose: a host implements the ones
 * it wants to replace, Latchkey's own stores and sender implement all of them.
 */

/** Milliseconds since the epoch. Lifetimes in stores are measured by the store's own clock, not by this one. */
export type Clock = () => number

/** A cryptographically strong, unbiased integer in [0, below). */
export type Random = (below: number) => number

/**
 * Where a challenge lives: one account, one purpose, one browser. All three are part of every code's digest,
 * so a code is worth nothing anywhere else.
 */
export interface Place {
  /** Account id. In Redis it is the hash tag, so everything about one account is in one slot. */
  readonly account: string
  /** What the code is for: `login`, `step-up`, later `number-change`, `enrolment`. */
  readonly purpose: string
  /** Digest of the browser's own secret cookie, never the cookie itself. */
  readonly browser: string
}

/** The stored form of a code: HMAC-SHA-256 under the key named `kid`; see code.ts. */
export interface SealedCode {
  readonly kid: string
  readonly digest: string
}

/** The rules a challenge is opened under. All times in milliseconds. */
export interface Terms {
  /** How long a code may be typed, counted by the store's clock from the moment it is issued. */
  readonly lifetime: number
  /** Wrong tries a code survives; the next one is refused without being looked at. */
  readonly tries: number
  /** Messages a person may ask for beyond the first one. */
  readonly resends: number
  /** Waits before the 1st, 2nd, … resend; the last one repeats. */
  readonly cooldowns: readonly number[]
  /** After this long without an answer a send counts as unknown: its process may have died. */
  readonly sendDeadline: number
  /** How long the record outlives its newest code, so that a resend or a calm page is still possible. */
  readonly keep: number
}

/**
 * What is known of the newest message. `sending` becomes `unknown` by itself once the send deadline is over. Receipts
 * say nothing about whether a code counts. What a gate withheld was never given to a gateway.
 */
export type Delivery = 'sending' | Settlement | Receipt | Withheld

/** What a gateway said, in the three words that matter to a challenge. */
export type Settlement = 'accepted' | 'refused' | 'unknown'

/** Why a gate let no message leave: too many did, an admin stopped all sending, or this number is none to send to. */
export type Withheld = 'limited' | 'stopped' | 'barred'

/** What a delivery receipt said: it is on the phone, or the carrier did not take it. */
export type Receipt = 'arrived' | 'undelivered'

/** A challenge as the code page sees it. */
export interface ChallengeView {
  readonly id: string
  /** Number of the newest message of this challenge, from 1; the page and the SMS carry it. */
  readonly message: number
  /** Number of the message whose code counts now: the newest, or the one before when the newest was refused. */
  readonly live: number
  readonly delivery: Delivery
  readonly triesLeft: number
  readonly resendsLeft: number
  /** Milliseconds until a resend is admitted; 0 = now. */
  readonly resendIn: number
  /** Milliseconds until the live code expires; 0 = it has. */
  readonly expiresIn: number
  /** True once the right code was typed. */
  readonly used: boolean
  /** Gateways that carried earlier messages without a receipt that they arrived; absent when there are none. */
  readonly avoid?: readonly string[]
  /** The account's failure record is in the way: nothing typed here counts now. */
  readonly barrier?: Barrier
}

/** The answer to a typed code. Exactly one caller ever sees `right` for one challenge. */
export type Verdict =
  | { readonly result: 'right' }
  | { readonly result: 'wrong'; readonly triesLeft: number; readonly consequence?: Consequence }
  /** An earlier message's code: never succeeds, costs a try, and the page names the message to use. */
  | { readonly result: 'old'; readonly triesLeft: number; readonly live: number }
  | { readonly result: 'expired' }
  /** No tries left; the code was not looked at. */
  | { readonly result: 'spent' }
  /** The right code was typed before. */
  | { readonly result: 'used' }
  /** No such challenge in this place. */
  | { readonly result: 'gone' }
  /** The account's failure record is in the way; the code was not looked at. */
  | { readonly result: 'locked' }

/** See ChallengeStore.attempt. */
export type Attempted = { readonly barrier: Barrier } | { readonly counted: CountedTry }

/**
 * Challenge state. Every method is one atomic operation in the store and rejects when the store did not
 * answer in time: the caller then knows nothing and must act as if the answer were "no".
 */
export interface ChallengeStore {
  /**
   * Begins a challenge, or takes over the one that lives in this place: nothing is to be sent then
   * (`opened` false). A place whose challenge is used is free. One that is expired or out of tries is
   * replaced, but not before its cooldown is over, so that beginning again is no way round the cooldown. Behind a
   * barrier nothing is opened, and `view` is undefined when nothing lives here.
   */
  open(
    place: Place,
    id: string,
    code: SealedCode,
    terms: Terms,
  ): Promise<{ opened: true; view: ChallengeView } | { opened: false; view: ChallengeView | undefined }>
  /**
   * Adds a code as the next message when resends are left, the cooldown is over and no barrier is in the way; the older
   * ones stop counting at once.
   */
  resend(
    place: Place,
    code: SealedCode,
    terms: Terms,
  ): Promise<{ admitted: boolean; view: ChallengeView | undefined }>
  /**
   * Records what became of a message. A definite refusal of the newest gives the resend back and lets the
   * message before it count again, with its own expiry and tries. Anything that arrives late, for a message
   * that is no longer the newest or already settled, or for a challenge (`id`) that has been replaced, changes nothing.
   *
   * @param gateway the one that was asked, for the next message's `avoid`
   * @returns true for the first message of a challenge that a gateway took, once
   */
  settle(place: Place, id: string, message: number, outcome: Settlement, gateway?: string): Promise<boolean>
  /**
   * Records that a gate let a message pass nowhere: like a definite refusal, but the next one is not admitted before
   * `retryIn` milliseconds are over.
   */
  withhold(place: Place, id: string, message: number, why: Withheld, retryIn: number): Promise<void>
  /**
   * Records what a receipt says of the newest message: nothing but its delivery. `arrived` is never taken back, and a
   * message that was refused, is not the newest or belongs to a used or replaced challenge is left as it is. Whether
   * a code counts, its tries, its expiry and the resends are none of a receipt's business.
   */
  receive(place: Place, id: string, message: number, receipt: Receipt): Promise<void>
  /**
   * Counts the try against the code and, unless an older message's code was typed, the account; then compares, then
   * consumes. Success ends the account's run of failures. `digests` holds the typed code sealed under every known key,
   * by kid.
   */
  verify(place: Place, digests: Readonly<Record<string, string>>, bounds: Bounds): Promise<Verdict>
  /** Undefined when there is no challenge in this place. */
  view(place: Place): Promise<ChallengeView | undefined>
  /** What keeps this account's codes of a factor (default `sms`) from being looked at; undefined when nothing does. */
  barrier(account: string, factor?: Factor): Promise<Barrier | undefined>
  /** Counts a try at a factor whose codes are compared elsewhere, before they are; or says why none may be. */
  attempt(account: string, factor: Factor, bounds: Bounds): Promise<Attempted>
  /** The counted try was right: it was no failure, and the factor's run of failures is over. */
  succeed(account: string, counted: CountedTry): Promise<void>
  /**
   * An admin's word: the account's failure record starts anew, the slow count too. With a factor only what that one
   * did: its run of failures, and that it is disabled.
   */
  forgive(account: string, factor?: Factor): Promise<void>
}

/** One text message on its way out. It exists in clear only in the process that sends it. */
export interface OutgoingMessage {
  /** E.164 with plus. */
  readonly to: string
  readonly text: string
  /** The code alone, for gateways whose text is an approved template. */
  readonly code: string
  /** Unique per message; a gateway that deduplicates is given it. */
  readonly id: string
  /** BCP 47, the language of the text. */
  readonly locale?: string
  /** Gateways that carried earlier messages of this challenge without a receipt that they arrived: asked last. */
  readonly avoid?: readonly string[]
}

/** `refused`: certainly not sent. `unknown`: it may have been (time-out, connection lost after the request left). */
export interface SendOutcome {
  readonly status: Settlement
  readonly gateway?: string
  readonly messageId?: string
}

/** Sends text messages. Never rejects for what a gateway does; every call ends within the sender's own deadline. */
export interface Sender {
  send(message: OutgoingMessage): Promise<SendOutcome>
}
