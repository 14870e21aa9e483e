import { personOf } from '../../accounts/person.ts'
import { invitation } from '../link/invitation.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type NumberPage, numberView } from './view.ts'

export interface NumberParts extends TopicParts {
  /** Names of the clients that know people by their number. */
  readonly knownByNumber: readonly string[]
}

/** The page, with what this moment adds to it. The account is looked at again: it may have changed a moment ago. */
export async function showNumber(
  { accounts, clock, proofs, pending, limits, factorEnabled, knownByNumber }: NumberParts,
  visit: AccountVisit,
  more: Partial<NumberPage> = {},
  status = 200,
): Promise<AccountAnswer> {
  const [account = visit.account, proved, invited] = await Promise.all([
    accounts.find(visit.account.id),
    proofs.has(visit, 'number'),
    invitation(pending, visit.account.id, visit.browser),
  ])
  const { number, nextNumber } = account
  const person = personOf(account, clock())
  const page: NumberPage = {
    ...(number === undefined ? {} : { number }),
    ...(nextNumber === undefined ? {} : { next: nextNumber }),
    countries: limits.enrolmentCountries,
    clients: number === undefined ? [] : knownByNumber,
    begin: beginning(person, 'number', factorEnabled),
    ...(proved ? { formAction: '/account/number' } : {}),
    ...(invited !== undefined && person.mayEnrol ? { formAction: '/account/number/enrol' } : {}),
    ...more,
  }
  return { show: 'number', status, view: (t, language) => numberView(page, t, language) }
}
