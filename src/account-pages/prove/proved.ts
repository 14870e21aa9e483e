import type { Change, ProvedBy } from '../proofs.ts'
import type { AccountAnswer } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { type ProveParts, pageOf } from './parts.ts'
import { takePassword } from './password.ts'
import { waysOf } from './ways.ts'

/** The second thing was right: the change may be made now. A password that came before it is used up with it. */
export async function proved(
  parts: ProveParts,
  visit: AccountVisit,
  change: Change,
  by: ProvedBy,
): Promise<AccountAnswer> {
  const { password } = waysOf(visit.person, change, parts.factorEnabled)
  if (password && !(await takePassword(parts, visit, change))) return { to: `prove/${change}` }
  await parts.proofs.make(visit, change, by)
  return { to: pageOf[change] }
}
