import type { Facts, PendingStore } from '../../interactions/pending.ts'
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

/** Fresh proofs: each for one change, in one browser and one session, while the number is the same, used once. */
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
    make: (visit, change, by) => pending.put(placeOf(visit, change), { ...boundTo(visit), by }, lifetime),
    async has(visit, change) {
      return fits(visit, await pending.look(placeOf(visit, change)))
    },
    async take(visit, change) {
      const facts = await pending.take(placeOf(visit, change))
      return fits(visit, facts) ? (facts?.by as ProvedBy) : undefined
    },
  }
}

/** A proof is over with its session, and with the number that the account had: another phone may be somebody else's. */
function boundTo({ account, session }: AccountVisit) {
  return { session: session.uid, number: account.number ?? '' }
}

function fits(visit: AccountVisit, facts: Facts | undefined): boolean {
  const { session, number } = boundTo(visit)
  return facts?.session === session && facts.number === number
}

function placeOf({ account, browser }: AccountVisit, change: Change) {
  return { account: account.id, purpose: `proof:${change}`, browser }
}
