import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type PasswordPage, passwordView } from './view.ts'

/** The page, with what this moment adds to it. */
export async function showPassword(
  { proofs, factorEnabled }: Pick<TopicParts, 'proofs' | 'factorEnabled'>,
  visit: AccountVisit,
  more: Pick<PasswordPage, 'problem' | 'done' | 'retryIn'> = {},
  status = 200,
): Promise<AccountAnswer> {
  const page: PasswordPage = {
    username: visit.account.username,
    proved: await proofs.has(visit, 'password'),
    begin: beginning(visit.person, 'password', factorEnabled),
    ...more,
  }
  const retry = page.retryIn === undefined ? {} : { retryAfter: page.retryIn }
  return { show: 'password', status, ...retry, view: (t) => passwordView(page, t) }
}
