import type { Place, Receipt } from './ports.ts'

/** The message that a gateway's own id stands for. */
export interface MessageReference {
  readonly place: Place
  /** Of the challenge. */
  readonly id: string
  readonly message: number
  readonly sent?: MessageSent
}

/** When a message left and what it was: for whoever counts receipts, on whichever instance one comes in. */
export interface MessageSent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly client?: string
  readonly country?: string
  /** BCP 47. */
  readonly language?: string
}

/**
 * Where a receipt and the message it speaks of meet: a gateway's id is known only once the gateway has answered, and a
 * fast receipt comes before that. Each method is one atomic operation, which sets the entry's lifetime too, and rejects
 * when the store did not answer in time.
 */
export interface ReceiptStore {
  /**
   * Says which message an id stands for.
   *
   * @param messageId the gateway's
   * @param ttl milliseconds the entry lives from now on
   * @returns the receipt that came before this call, if one did
   */
  expect(
    gateway: string,
    messageId: string,
    reference: MessageReference,
    ttl: number,
  ): Promise<Receipt | undefined>
  /**
   * Brings a receipt. One that nobody expects yet is kept, and `arrived` is never taken back.
   *
   * @param ttl milliseconds a receipt is kept that nobody expects; the life of an expected one stays as it is
   */
  report(
    gateway: string,
    messageId: string,
    receipt: Receipt,
    ttl: number,
  ): Promise<MessageReference | undefined>
}
