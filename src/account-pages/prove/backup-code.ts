import { roughTime } from '../../../interactions/pages/times.ts'
import type { Barrier } from '../../../interactions/sms-otp/failures.ts'
import type { Change } from '../proofs.ts'
import type { AccountAnswer, Passage } from '../topic.ts'
import { inTheWay } from './owed.ts'
import { type ProveParts, pageOf } from './parts.ts'
import { proved } from './proved.ts'

/** One of the backup codes; it is used up by that. */
export function proveByBackupCode(parts: ProveParts, change: Change): Passage {
  const path = `prove/${change}/backup-code`
  return {
    pages: {
      [path]: async (visit) => (await inTheWay(parts, visit, change, 'backup-code')) ?? ask(change, 200),
    },
    actions: {
      [path]: {
        fields: ['code'],
        proof: 'none',
        async act(visit, { code = '' }) {
          const obstacle = await inTheWay(parts, visit, change, 'backup-code')
          if (obstacle !== undefined) return obstacle
          const used = await parts.backup.use(visit.account.id, code, visit.caller.network)
          if (used.result === 'locked') return locked(change, used.barrier)
          if (used.result === 'malformed') return ask(change, 400, 'malformed')
          if (used.result !== 'right') return ask(change, 422, 'wrong')
          return proved(parts, visit, change, 'backup')
        },
      },
    },
  }
}

function ask(change: Change, status: number, problem?: 'wrong' | 'malformed'): AccountAnswer {
  return {
    show: 'backup-code-first',
    status,
    view: (t) => ({ ...places(change), problem: problem && t(`account.prove.backup-code.${problem}`) }),
  }
}

function locked(change: Change, barrier: Barrier): AccountAnswer {
  if (barrier.kind === 'disabled') {
    return {
      show: 'backup-code-first',
      status: 403,
      view: (t) => ({ ...places(change), problem: t('account.prove.backup-code.disabled') }),
    }
  }
  const retryAfter = Math.max(1, Math.ceil(barrier.retryIn / 1000))
  return {
    show: 'backup-code-first',
    status: 429,
    retryAfter,
    view: (t) => ({
      ...places(change),
      problem: t('account.prove.backup-code.locked', { time: roughTime(retryAfter, t) }),
    }),
  }
}

function places(change: Change) {
  return {
    action: `/account/prove/${change}/backup-code`,
    back: `/account/${pageOf[change]}`,
  }
}
