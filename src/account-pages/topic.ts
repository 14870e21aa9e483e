import type { Page } from '../../interactions/pages/page.ts'
import type { View } from '../../interactions/pages/templates.ts'
import type { Translate } from '../../interactions/pages/texts.ts'
import type { SmsNews } from '../../interactions/sms-otp/step.ts'
import type { Fields } from '../../interactions/step.ts'
import type { Change, ProvedBy } from './proofs.ts'
import type { AccountVisit } from './visit.ts'

/**
 * The template `account/<show>`, filled with what `view` makes of the person's language; navigation, form token and
 * the account's name are added.
 */
interface ShownPage {
  readonly show: string
  readonly view?: (t: Translate, language: string) => View
  readonly status?: number
  readonly retryAfter?: number
}

/** What happens next. */
export type AccountAnswer =
  | ShownPage
  /** A page that is not the account's own, such as the one that asks for a code. */
  | { readonly page: Page; readonly status?: number; readonly retryAfter?: number }
  /** 303 to a path below `/account`; '' is the overview. */
  | { readonly to: string }

/** Answers a GET: sends nothing and changes nothing. */
export type Show = (visit: AccountVisit) => Promise<AccountAnswer>

/** Answers a POST, whose form token was right and whose fields are among `fields`. */
export interface Action {
  /** Names a form may bring besides its token; any other is refused (SELF-04). */
  readonly fields: readonly string[]
  /**
   * The change whose fresh proof is used up by this action, in the one place that does it. `none` for what begins a
   * change, or goes on with one whose proof was used up when it began.
   */
  readonly proof: Change | 'none'
  /** Looks at what was typed before the proof is used up: an answer here keeps it for the next try. */
  check?(visit: AccountVisit, fields: Fields): Promise<AccountAnswer | undefined>
  /** @param by how the change was proved; undefined where `proof` is `none` */
  act(visit: AccountVisit, fields: Fields, by: ProvedBy | undefined): Promise<AccountAnswer>
}

/** A line of the overview: a text of `locales`, and what stands in it. */
export interface Card {
  readonly text: string
  readonly values?: Readonly<Record<string, string | number>>
  /** Something the person should look at. */
  readonly warning?: boolean
}

/** One thing people see and change about their account, in the navigation and on the overview by its name. */
export interface Topic {
  /** The path of its page below `/account`, and the name of its texts: `account.<name>.title`. */
  readonly name: string
  card(visit: AccountVisit): Card
  /** By path below `/account`. */
  readonly pages: Readonly<Record<string, Show>>
  /** By path below `/account`. */
  readonly actions: Readonly<Record<string, Action>>
  /** What an open code page's script asks, by path below `/account`. */
  readonly looks?: Readonly<Record<string, (visit: AccountVisit) => Promise<SmsNews>>>
}

/** Paths that belong to no topic of their own. */
export type Passage = Omit<Topic, 'name' | 'card'>
