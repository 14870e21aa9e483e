import type { DatabaseSync } from 'node:sqlite'
import type { ChallengeStore, Clock, Place } from '../../../interactions/sms-otp/ports.ts'
import { type ChallengeState, readState, viewOf } from '../challenge-state.ts'
import { transaction } from './database.ts'
import { begin, isReplaceable, judge, received, resent, settled } from './transitions.ts'

interface Rows {
  read(place: Place, now: number): ChallengeState | undefined
  write(place: Place, state: ChallengeState): void
}

/** Challenges in the `challenges` table; each method is one transaction. See ChallengeStore. */
export function embeddedChallenges(database: DatabaseSync, clock: Clock): ChallengeStore {
  const rows = rowsOf(database)
  /** Reads, decides and writes with nothing in between. */
  const atomically = async <T>(
    place: Place,
    decide: (state: ChallengeState | undefined, now: number) => T,
  ): Promise<T> =>
    transaction(database, () => {
      const now = clock()
      return decide(rows.read(place, now), now)
    })
  return {
    open: (place, id, code, terms) =>
      atomically(place, (state, now) => {
        if (state !== undefined && !isReplaceable(state, now)) {
          return { opened: false, view: viewOf(state, now) }
        }
        const next = begin(id, code, terms, now)
        rows.write(place, next)
        return { opened: true, view: viewOf(next, now) }
      }),
    resend: (place, code, terms) =>
      atomically(place, (state, now) => {
        const next = state && resent(state, code, terms, now)
        if (next === undefined) return { admitted: false, view: state && viewOf(state, now) }
        rows.write(place, next)
        return { admitted: true, view: viewOf(next, now) }
      }),
    settle: (place, id, message, outcome, gateway) =>
      atomically(place, (state) => {
        const next = state && settled(state, id, message, outcome, gateway)
        if (next !== undefined) rows.write(place, next)
      }),
    receive: (place, id, message, receipt) =>
      atomically(place, (state) => {
        const next = state && received(state, id, message, receipt)
        if (next !== undefined) rows.write(place, next)
      }),
    verify: (place, digests) =>
      atomically(place, (state, now) => {
        if (state === undefined) return { result: 'gone' }
        const { verdict, state: next } = judge(state, digests, now)
        if (next !== undefined) rows.write(place, next)
        return verdict
      }),
    view: (place) => atomically(place, (state, now) => state && viewOf(state, now)),
  }
}

function rowsOf(database: DatabaseSync): Rows {
  const select = database.prepare(
    'SELECT state FROM challenges WHERE account = ? AND purpose = ? AND browser = ? AND expires > ?',
  )
  const upsert = database.prepare(`INSERT INTO challenges (account, purpose, browser, state, expires)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, purpose, browser)
    DO UPDATE SET state = excluded.state, expires = excluded.expires`)
  return {
    read({ account, purpose, browser }, now) {
      const row = select.get(account, purpose, browser, now)
      return row === undefined ? undefined : readState(String(row.state))
    },
    write({ account, purpose, browser }, state) {
      upsert.run(account, purpose, browser, JSON.stringify(state), state.until)
    },
  }
}
