import type { Barrier } from './failures.ts'
import type { ChallengeView } from './ports.ts'

/** Why the last thing a person did at the code page had no success. One calm sentence each. */
export type CodeProblem =
  | 'missing'
  | 'malformed'
  | 'wrong'
  | 'old'
  | 'expired'
  | 'spent'
  | 'used'
  | 'gone'
  | 'cooldown'
  | 'no-resends'
  | 'locked'

/** Where else a person can go on from the code step; plain links, each present only where it leads somewhere. */
export interface OtherWays {
  /** Where a backup code is typed instead. */
  readonly backupAction?: string
  /** Where a mistyped number is mended, before it is anybody's. */
  readonly correctAction?: string
}

/** The page that asks for the code. Everything a renderer needs and nothing that is secret. */
export interface CodePage extends OtherWays {
  readonly page: 'sms-code'
  /** Where the code form, the "new message" form and the "cancel" form post to. */
  readonly action: string
  readonly resendAction: string
  readonly abortAction: string
  /** What an open page may GET to learn what became of the message (JSON); absent when nothing more will be known. */
  readonly deliveryAction?: string
  /** Goes into each form as the hidden field `form_token`. */
  readonly formToken: string
  /** Masked: at most the last digits are readable. */
  readonly number: string
  readonly codeLength: number
  readonly numeric: boolean
  readonly problem?: CodeProblem
  /** The form asks, by a checkbox `remember_browser` with the value `yes`, whether to leave the code out here for so long. */
  readonly rememberDays?: number
  readonly challenge: ChallengeView
  /** What the person is signing in to. */
  readonly client: ClientFace
}

/** The page before a step-up's first message: a step-up starts with a GET, and a GET never sends. */
export interface StartPage extends OtherWays {
  readonly page: 'sms-start'
  /** True when this browser's code has just been used, by another tab's sign-in. */
  readonly used: boolean
  readonly action: string
  readonly abortAction: string
  readonly formToken: string
  readonly number: string
  readonly client: ClientFace
}

/** The account's failure record is in the way: no code is sent or looked at for now. */
export interface LockedPage extends OtherWays {
  readonly page: 'sms-locked'
  readonly barrier: Barrier
  readonly abortAction: string
  readonly formToken: string
  readonly client: ClientFace
}

/** How a relying party is shown to a person; URIs are https or absent. */
export interface ClientFace {
  readonly name: string
  readonly policyUri?: string
  readonly tosUri?: string
}

export type SmsPage = CodePage | StartPage | LockedPage

/** Turns a page into a whole HTML document. `locales` are the person's wishes, best first (BCP 47). */
export type RenderSmsPage = (page: SmsPage, locales: readonly string[]) => string
