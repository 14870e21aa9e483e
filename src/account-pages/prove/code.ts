import { codePassage } from '../code-passage.ts'
import type { Change } from '../proofs.ts'
import type { Passage } from '../topic.ts'
import { inTheWay } from './owed.ts'
import { type ProveParts, pageOf, smsVisitFor } from './parts.ts'
import { proved } from './proved.ts'
import { waysOf } from './ways.ts'

/** A code to the stored number, sealed for this change. */
export function proveByCode(parts: ProveParts, change: Change): Passage {
  const { sms, face, factorEnabled } = parts
  const path = `prove/${change}`
  const purpose = `prove-${change}`
  return codePassage(sms, {
    path,
    async asked(visit) {
      const obstacle = await inTheWay(parts, visit, change, 'code')
      const { number } = visit.person
      if (obstacle !== undefined || number === undefined) return { instead: obstacle ?? { to: '' } }
      const backup = waysOf(visit.person, change, factorEnabled).second.includes('backup-code')
      const others = backup ? { backupAction: `/account/${path}/backup-code` } : {}
      return { sms: { ...smsVisitFor(visit, { purpose, number, path, face }), others } }
    },
    right: (visit) => proved(parts, visit, change, 'sms'),
    abort: async () => ({ to: pageOf[change] }),
  })
}
