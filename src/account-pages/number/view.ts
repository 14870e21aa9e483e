import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import { callingCodeOf, countriesOf } from '../../numbers/country.ts'
import { momentText } from '../moment.ts'
import type { Beginning } from '../prove/ways.ts'
import type { TypedProblem } from './read.ts'

/** The page of the mobile number, in the state it is in. */
export interface NumberPage {
  /** E.164, in force now. */
  readonly number?: string
  /** One that waits for its hour. */
  readonly next?: { readonly number: string; readonly at: number }
  /** Where the form posts to; absent until something is proved. */
  readonly formAction?: string
  /** Countries whose numbers can be enrolled, ISO 3166-1 alpha-2. */
  readonly countries: readonly string[]
  /** Names of the clients to which another number is another person. */
  readonly clients: readonly string[]
  /** What was typed, to be mended. */
  readonly typed?: { readonly country: string; readonly number: string; readonly endOthers: boolean }
  readonly problem?: TypedProblem
  /** What just happened. */
  readonly done?: 'changed' | 'held' | 'overtaken' | 'taken' | 'cancelled'
  readonly begin: Beginning
}

/** Decides everything that the template lays out. */
export function numberView(page: NumberPage, t: Translate, language: string): View {
  const { number, next, problem, done, typed } = page
  return {
    number: number === undefined ? undefined : maskNumber(number),
    next:
      next &&
      t('account.number.next', { number: maskNumber(next.number), time: momentText(next.at, language) }),
    formAction: page.formAction,
    cancellable: next !== undefined && page.formAction !== undefined,
    countries: choices(page, language),
    clients: page.clients.map(plain),
    typed: typed?.number ?? '',
    endOthers: typed?.endOthers ?? true,
    problem: problem && t(`account.number.problem.${problem}`),
    done: done && t(`account.number.done.${done}`),
    failed: done === 'overtaken' || done === 'taken',
    begin: page.begin,
  }
}

/** By name; the one that was picked, or the old number's, comes chosen. */
function choices({ countries, typed, number }: NumberPage, language: string) {
  const names = new Intl.DisplayNames([language], { type: 'region' })
  const own = number === undefined ? [] : countriesOf(number)
  const chosen = typed?.country ?? countries.find((each) => own.includes(each)) ?? countries[0]
  return countries
    .map((code) => ({
      code,
      name: `${names.of(code) ?? code} (${callingCodeOf(code)})`,
      chosen: code === chosen,
    }))
    .sort((one, other) => one.name.localeCompare(other.name, language))
}
