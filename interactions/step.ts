import type { Interaction } from 'oidc-provider'
import type { Proof } from './assurance.ts'
import type { Page } from './pages/page.ts'
import type { Caller, Person } from './person.ts'
import type { Progress } from './progress.ts'
import type { SecondProof } from './second-factor.ts'
import type { ClientFace } from './sms-otp/pages.ts'
import type { SmsNews } from './sms-otp/step.ts'

/**
 * One request to a login that is under way, after everything that must be checked first was checked: the uid in
 * the path is the uid of the cookie, and for a POST the form token fits both and the browser.
 */
export interface Visit {
  readonly interaction: Interaction
  readonly clientId: string
  readonly client: ClientFace
  /** `/interaction/<uid>`; forms post below it. */
  readonly base: string
  /** Digest of the browser's own secret. */
  readonly browser: string
  readonly formToken: string
  /** Who is asking, as far as limits care. */
  readonly caller: Caller
  readonly progress: Progress | undefined
  /** Rests the login on this browser's being remembered for the account, if it is; see RememberedBrowsers. */
  useRemembered(accountId: string): Promise<boolean>
  /** For how many days this browser can be remembered; absent where it cannot be, or would make no difference. */
  readonly rememberDays?: number
  /** See RememberedBrowsers. */
  remember(accountId: string, number: string): Promise<void>
  /** See SecondFactors: of this browser. */
  lastSecond(accountId: string): Promise<SecondProof | undefined>
  noteSecond(accountId: string, proof: SecondProof): Promise<void>
  /** The person's languages, best first. */
  readonly locales: readonly string[]
  /** The same for the account a password was just proved of: its message goes out before another request comes. */
  localesOf(account: string | undefined): readonly string[]
}

/** The fields of a posted form. A field that came twice, or nested, is refused before a step sees it. */
export type Fields = Readonly<Record<string, string>>

/** What a step wants to happen next. */
export type Answer =
  | {
      readonly page: Page
      readonly status?: number
      readonly retryAfter?: number
      /** Another request may have finished the login in this moment: then it goes on, and this page is not shown. */
      readonly unlessFinished?: true
    }
  /** A factor is proved; the first one also says who it is. The login goes on to whatever is owed next. */
  | Proved
  /** The interaction has its result: on to the provider. `signedIn` is the account of a login that succeeded. */
  | { readonly resolved: true; readonly signedIn?: string; readonly backupCodesLeft?: number }
  /** 303 to the login's page, so that a refresh repeats nothing. */
  | { readonly again: true }

export interface Proved {
  readonly proved: Proof
  readonly person?: Person
  /** After a backup code: how many there are left. */
  readonly backupCodesLeft?: number
  /** The person asks for this browser to be remembered. */
  readonly remember?: boolean
}

/** One thing to prove or to answer. `show` answers GETs and never sends or changes anything. */
export interface Step {
  show(visit: Visit): Promise<Answer>
  /** POST handlers by path below the base: `password`, `sms-otp/resend`, … */
  readonly actions: Readonly<Record<string, (visit: Visit, fields: Fields) => Promise<Answer>>>
  /** Those that send and write nothing: the store compares something and counts the try, in one operation. */
  readonly compares?: readonly string[]
  /** Further pages for GET, by path below the base. They never send or change anything either. */
  readonly pages?: Readonly<Record<string, (visit: Visit) => Promise<Answer>>>
  /** Before the step's page is shown for the first time, within a POST: its chance to send. */
  enter?(visit: Visit, progress: Progress): Promise<void>
  /** What an open page's script may ask by GET, by path below the base; undefined when the step is not owed. */
  readonly looks?: Readonly<Record<string, (visit: Visit) => Promise<SmsNews | undefined>>>
}
