import type { CodeKey, CodeShape } from './code.ts'
import type { Bounds } from './failures.ts'
import type { SendGate } from './gate.ts'
import type { MessageParts } from './message.ts'
import type { ChallengeStore, Clock, Random, Sender, Terms } from './ports.ts'
import type { ReceiptStore } from './receipt-store.ts'

/** Something security-relevant that happened to a challenge. Holds no code and no number. */
export interface SmsEvent {
  readonly event:
    | 'sms.send'
    | 'sms.outcome'
    | 'sms.resend-refused'
    | 'sms.conversion'
    | 'code.verify'
    | 'account.guessed-at'
  readonly account: string
  readonly purpose: string
  readonly outcome: string
  readonly message?: number
  readonly gateway?: string
  readonly milliseconds?: number
  readonly client?: string
  readonly country?: string
  /** BCP 47, of the text. */
  readonly language?: string
  /** What the message cost, unless it was refused. */
  readonly price?: number
}

export interface ChallengeOptions extends MessageParts {
  readonly store: ChallengeStore
  readonly sender: Sender
  /** The first seals, all recognise. */
  readonly keys: readonly CodeKey[]
  readonly shape: CodeShape
  readonly terms: Terms
  /** How many wrong guesses an account survives. Default: see failures.ts. */
  readonly bounds?: Bounds
  /** Every message passes it before it is sent. Without one there is no limit but the challenge's own. */
  readonly gate?: SendGate
  /** Told when an account's failures have disabled the factor, so that its owner can keep that where nothing expires. */
  readonly onDisabled?: (account: string) => Promise<void>
  /** How long an answer to the person may wait for the gateway, in milliseconds. */
  readonly patience: number
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

/** Whose event it is. */
export function naming({ account, purpose }: { account: string; purpose: string }) {
  return { account, purpose }
}
