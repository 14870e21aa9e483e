import type { Settlement, Withheld } from './ports.ts'

/** One message that is about to be sent, as far as limits care. */
export interface SendRequest {
  readonly account: string
  /** What the code is for, as in Place. */
  readonly purpose: string
  /** E.164 with plus. */
  readonly number: string
  /** The client that the person signs in to. */
  readonly client?: string
  /**
   * The network the request came from; absent where it does not count: the browser has signed this account in before. On
   * a provider of your own it is the caller's whole address, as its `proxy` settings have Koa read it.
   */
  readonly network?: string
}

/** What is told of a message beyond whose it is; nothing of its number but the country. */
export interface MessageAbout {
  /** ISO 3166-1 alpha-2. */
  readonly country?: string
  /** What it costs, where money is counted, in the house's currency. */
  readonly price?: number
}

export type Admission =
  /** `at`, in milliseconds by the gate's own clock, is when it was charged; `settle` is told it again. */
  | { readonly admitted: true; readonly at?: number; readonly about?: MessageAbout }
  /** `retryIn` in milliseconds; 0 when nobody knows or waiting does not help. */
  | { readonly admitted: false; readonly why: Withheld; readonly retryIn: number }

/** The one gate that every message passes, whichever page asked for it. Without one a host sends without limits. */
export interface SendGate {
  /**
   * Charges a message before a gateway is asked: every budget, or none. Rejects when the store did not answer:
   * nothing may be sent then.
   */
  admit(request: SendRequest): Promise<Admission>
  /**
   * What became of an admitted message. `refused` (certainly not sent) gives its money back.
   *
   * @param first whether it is the challenge's first message that a gateway took
   * @param at as the admission had it: a day that is over when the answer comes has nothing to give back
   */
  settle(request: SendRequest, outcome: Settlement, first: boolean, at?: number): Promise<void>
  /** The code was right. */
  verified(request: SendRequest): Promise<void>
}
