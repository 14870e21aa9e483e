import type { Change } from '../proofs.ts'
import type { AccountAnswer } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import type { ProveParts } from './parts.ts'
import { askPassword, hasPassword } from './password.ts'
import { waysOf } from './ways.ts'

/**
 * What is in the way of proving a change by `way`: nothing it could be proved with at all, the password before it, or
 * that this person has not got it. Undefined when it may go on.
 */
export async function inTheWay(
  parts: ProveParts,
  visit: AccountVisit,
  change: Change,
  way: 'code' | 'backup-code',
): Promise<AccountAnswer | undefined> {
  const ways = waysOf(visit.person, change, parts.factorEnabled)
  if (ways.second.length === 0 && !ways.password) return { show: 'ask', status: 403 }
  if (ways.password && !(await hasPassword(parts, visit, change))) return askPassword(change)
  if (ways.second.includes(way)) return undefined
  return { to: way === 'code' ? `prove/${change}/backup-code` : `prove/${change}` }
}
