import type { DatabaseSync } from 'node:sqlite'
import type { Bounds, CountedTry, Factor } from '../../../interactions/sms-otp/failures.ts'
import type { Attempted, ChallengeStore, Clock, Place, Verdict } from '../../../interactions/sms-otp/ports.ts'
import { type ChallengeState, readState, viewOf } from '../challenge-state.ts'
import { barrierOf, type FailureRecord } from '../failure-record.ts'
import { transaction } from './database.ts'
import { attempted, failed, failureRows, forgiven, succeeded, takenBack } from './failures.ts'
import { begin, isReplaceable, judge, received, resent, settled, withheld } from './transitions.ts'

interface Rows {
  read(place: Place, now: number): ChallengeState | undefined
  write(place: Place, state: ChallengeState): void
}

/** Challenges in the `challenges` table; each method is one transaction. See ChallengeStore. */
export function embeddedChallenges(database: DatabaseSync, clock: Clock): ChallengeStore {
  const rows = rowsOf(database)
  const failures = failureRows(database)
  const tries = triesOf(rows, failures)
  const barrierAt = (account: string, now: number) => barrierOf(failures.read(account, now), 'sms', now)
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
        const barrier = barrierAt(place.account, now)
        if (barrier !== undefined || (state !== undefined && !isReplaceable(state, now))) {
          return { opened: false, view: state && viewOf(state, now, barrier) }
        }
        const next = begin(id, code, terms, now)
        rows.write(place, next)
        return { opened: true, view: viewOf(next, now) }
      }),
    resend: (place, code, terms) =>
      atomically(place, (state, now) => {
        const barrier = barrierAt(place.account, now)
        const next = barrier === undefined ? state && resent(state, code, terms, now) : undefined
        if (next === undefined) return { admitted: false, view: state && viewOf(state, now, barrier) }
        rows.write(place, next)
        return { admitted: true, view: viewOf(next, now) }
      }),
    settle: (place, id, message, outcome, gateway) =>
      atomically(place, (state) => {
        const next = state && settled(state, id, message, outcome, gateway)
        if (next !== undefined) rows.write(place, next)
        return next?.sent === true && state?.sent !== true
      }),
    withhold: (place, id, message, why, retryIn) =>
      atomically(place, (state, now) => {
        const next = state && withheld(state, id, message, why, now + retryIn)
        if (next !== undefined) rows.write(place, next)
      }),
    receive: (place, id, message, receipt) =>
      atomically(place, (state) => {
        const next = state && received(state, id, message, receipt)
        if (next !== undefined) rows.write(place, next)
      }),
    verify: (place, digests, bounds) =>
      atomically(place, (state, now) =>
        state === undefined ? { result: 'gone' } : tries.judge(place, state, digests, bounds, now),
      ),
    view: (place) =>
      atomically(place, (state, now) => state && viewOf(state, now, barrierAt(place.account, now))),
    ...doors(database, clock, failures),
  }
}

/** What happens to an account's failure record outside of challenges. */
function doors(database: DatabaseSync, clock: Clock, failures: ReturnType<typeof failureRows>) {
  const change = (account: string, next: (record: FailureRecord, now: number) => FailureRecord) =>
    transaction(database, () => {
      const now = clock()
      failures.write(account, next(failures.read(account, now), now), now)
    })
  return {
    barrier: async (account: string, factor: Factor = 'sms') =>
      transaction(database, () => {
        const now = clock()
        return barrierOf(failures.read(account, now), factor, now)
      }),
    attempt: async (account: string, factor: Factor, bounds: Bounds): Promise<Attempted> =>
      transaction(database, () => {
        const now = clock()
        const before = failures.read(account, now)
        const barrier = barrierOf(before, factor, now)
        if (barrier !== undefined) return { barrier }
        const { record, counted } = attempted(before, factor, bounds, now)
        failures.write(account, record, now)
        return { counted }
      }),
    succeed: async (account: string, counted: CountedTry) =>
      change(account, (record) => takenBack(record, counted)),
    forgive: async (account: string, factor?: Factor) =>
      factor === undefined
        ? transaction(database, () => failures.remove(account))
        : change(account, (record) => forgiven(record, factor)),
  }
}

/** One typed code: the challenge and the account's failure record change together. */
function triesOf(rows: Rows, failures: ReturnType<typeof failureRows>) {
  return {
    judge(
      place: Place,
      state: ChallengeState,
      digests: Readonly<Record<string, string>>,
      bounds: Bounds,
      now: number,
    ): Verdict {
      const record = failures.read(place.account, now)
      if (!state.used && barrierOf(record, 'sms', now)) return { result: 'locked' }
      const { verdict, state: next } = judge(state, digests, now)
      if (next !== undefined) rows.write(place, next)
      if (verdict.result === 'right') {
        const after = succeeded(record, 'sms')
        if (after !== record) failures.write(place.account, after, now)
      }
      if (verdict.result !== 'wrong') return verdict
      const { record: counted, consequence } = failed(record, 'sms', bounds, now)
      failures.write(place.account, counted, now)
      return consequence === undefined ? verdict : { ...verdict, consequence }
    },
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
