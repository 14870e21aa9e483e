import type { Barrier } from '../sms-otp/failures.ts'
import type { ClientFace, SmsPage } from '../sms-otp/pages.ts'
import type { View } from './templates.ts'
import type { Translate } from './texts.ts'

/** Every page a person can meet, each with everything its template needs and nothing secret. */
export type Page =
  | SmsPage
  | PasswordPage
  | BackupCodePage
  | BackupLockedPage
  | EnrolmentPage
  | ConsentPage
  | ContinuePage
  | FormPostPage
  | LogoutPage
  | SignedOutPage
  | NoticePage
  | AccountPage

/** Where a page's forms post to. `formToken` goes into each of them as the hidden field `form_token`. */
interface Forms {
  readonly action: string
  readonly abortAction: string
  readonly formToken: string
}

/** Asks for the first factor. Posts `identifier` and `password`. */
export interface PasswordPage extends Forms {
  readonly page: 'password'
  /** What was typed, or hinted, to be echoed as it is. */
  readonly identifier?: string
  readonly problem?: 'missing' | 'wrong' | 'busy' | 'too-long' | 'held'
  /** Seconds, with `held`. */
  readonly retryAfter?: number
  readonly client: ClientFace
}

/** The failure record is in the way of backup codes. */
export interface BackupLockedPage extends Omit<Forms, 'action'> {
  readonly page: 'backup-locked'
  readonly barrier: Barrier
  readonly smsPath?: string
  readonly client: ClientFace
}

/** Asks for a backup code. Posts `code`. */
export interface BackupCodePage extends Forms {
  readonly page: 'backup-code'
  readonly problem?: 'missing' | 'malformed' | 'wrong' | 'used'
  /** The way back to the code by SMS, where there is one. */
  readonly smsPath?: string
  readonly client: ClientFace
}

/** Why a text is no number to send codes to. `barred`: messages do not go to that country or kind of number. */
export type NumberProblem = 'empty' | 'not-a-number' | 'too-short' | 'too-long' | 'invalid' | 'barred'

/** Asks for a first mobile number. Posts `number`. */
export interface EnrolmentPage extends Forms {
  readonly page: 'enrolment'
  /** To be echoed as it was typed. */
  readonly typed: string
  /** Of numbers without one. */
  readonly callingCode?: string
  /** `taken`: the number cannot be this account's. */
  readonly problem?: NumberProblem | 'taken'
  readonly client: ClientFace
}

/** Asks whether a client may have what it wants. */
export interface ConsentPage extends Forms {
  readonly page: 'consent'
  readonly client: ClientFace
  /** How the person is named to themselves; may be empty. */
  readonly account: string
  /** Scopes and claims that are not granted yet, by their names in the protocol. */
  readonly scopes: readonly string[]
  readonly claims: readonly string[]
  readonly offlineAccess: boolean
}

/** Goes on to `url` by itself: a redirect after a form would meet `form-action` in our content security policy. */
export interface ContinuePage {
  readonly page: 'continue'
  readonly url: string
  /** After a backup code: how many are left. Few are told, and then it waits for the person. */
  readonly backupCodesLeft?: number
}

/** Goes on by itself, by a form. */
export interface FormPostPage {
  readonly page: 'form-post'
  /** The library's own markup of the form, without its end: goes onto the page as it is. */
  readonly form: string
}

/** Asks before it signs anybody out. */
export interface LogoutPage {
  readonly page: 'logout'
  /** The library's own markup of the form `op.logoutForm`: goes onto the page as it is. */
  readonly form: string
  readonly client?: ClientFace | undefined
}

/** After signing out. */
export interface SignedOutPage {
  readonly page: 'signed-out'
  readonly client?: ClientFace
}

/** A page of one's own account. Its topic says what it is filled with; the frame around it is the same for all. */
export interface AccountPage {
  readonly page: `account/${string}`
  readonly formToken: string
  /** How the person is named to themselves. */
  readonly account: string
  /** The navigation. */
  readonly topics: readonly { readonly name: string; readonly path: string; readonly current: boolean }[]
  /** @param language BCP 47 */
  readonly view: (t: Translate, language: string) => View
}

/** Says calmly what is in the way, and leads somewhere. */
export interface NoticePage {
  readonly page: 'notice'
  readonly notice: NoticeKind
  /** Error code of `authorization-error`; shown only when it is one the pages know. */
  readonly error?: string
  /** Correlation id a person can tell those who help. */
  readonly reference?: string
  readonly link?: NoticeLink
  /** A button that goes back to the application with an error. */
  readonly abort?: { readonly action: string; readonly formToken: string }
}

/** A way out of a notice; only http, https and paths of our own become links. */
export interface NoticeLink {
  readonly href: string
  readonly text: 'back-to-client' | 'try-again' | 'home'
  readonly clientName?: string
}

export type NoticeKind =
  /** This login was finished, abandoned or expired. */
  | 'login-gone'
  | 'cookies-needed'
  /** The form token does not fit: an old page, or another browser's. */
  | 'form-stale'
  | 'bad-request'
  | 'not-found'
  | 'wrong-host'
  | 'server-error'
  | 'unavailable'
  | 'busy'
  /** The deployment switched the SMS factor off and the client wants two factors. */
  | 'second-factor-off'
  /** The person turned the code off and the client wants it. */
  | 'opted-out'
  /** Too many wrong codes have disabled the factor. */
  | 'factor-disabled'
  /** The account has no mobile number. */
  | 'no-number'
  /** The client knows people by something the account does not have. */
  | 'no-subject'
  | 'authorization-error'
  /** Signing in to the account pages came to nothing. */
  | 'account-closed'
