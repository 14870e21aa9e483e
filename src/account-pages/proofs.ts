import type { PendingStore } from '../../interactions/pending.ts'
import type { AccountVisit } from './visit.ts'

/** What a person can change here. A proof is made for one of them, and serves no other. */
export const changes = [
  'number',
  'opt-out',
  'opt-in',
  'backup-codes',
  'password',
  'sessions',
  'browsers',
] as const
export type Change = (typeof changes)[number]

/** How something was proved: a code to the stored number, a backup code, or the password where nothing else is. */
export type ProvedBy = 'sms' | 'backup' | 'pwd'

/** How long a proof may wait for its change (SELF-01). Milliseconds. */
const lifetime = 5 * 60_000

/** Fresh proofs: each for one change, in one browser and one session, used once. */
export interface Proofs {
  /** Puts one there: what the change wants has just been proved. */
  make(visit: AccountVisit, change: Change, by: ProvedBy): Promise<void>
  /** Whether one is there, for pages. */
  has(visit: AccountVisit, change: Change): Promise<boolean>
  /** Uses it up: of several callers one gets it. */
  take(visit: AccountVisit, change: Change): Promise<ProvedBy | undefined>
}

export function createProofs(pending: PendingStore): Proofs {
  return {
    make: (visit, change, by) =>
      pending.put(placeOf(visit, change), { session: visit.session.uid, by }, lifetime),
    async has(visit, change) {
      const facts = await pending.look(placeOf(visit, change))
      return facts?.session === visit.session.uid
    },
    async take(visit, change) {
      const facts = await pending.take(placeOf(visit, change))
      return facts?.session === visit.session.uid ? (facts.by as ProvedBy) : undefined
    },
  }
}

function placeOf({ account, browser }: AccountVisit, change: Change) {
  return { account: account.id, purpose: `proof:${change}`, browser }
}
