import type { Account } from './account.ts'

/** A session, or what was issued in one. */
export interface Begun {
  /** The session's uid; absent for what belongs to no session. */
  readonly session: string | undefined
  /** Seconds since the epoch. */
  readonly at: number
}

/** Ended sessions are remembered one by one for longer than any session lives; the oldest give way to newer ones. */
const mostSingle = 50

/** The account with all sessions ended, and with them every grant and token of theirs. */
export function withSessionsEnded(account: Account, now: number, except?: string): Account {
  return {
    ...account,
    endedSessions: { all: { at: now, ...(except === undefined ? {} : { except }) }, single: [] },
  }
}

/** The account with one session ended. */
export function withSessionEnded(account: Account, uid: string, now: number): Account {
  const { single, ...all } = account.endedSessions ?? { single: [] }
  const others = single.filter((each) => each.uid !== uid)
  return { ...account, endedSessions: { ...all, single: [...others, { uid, at: now }].slice(-mostSingle) } }
}

/**
 * Whether a session, or what was issued in it, is over by the account's word. Seconds are compared as they are: what
 * began in the second of the end counts as before it.
 */
export function isOver({ endedSessions }: Account, { session, at }: Begun): boolean {
  if (endedSessions === undefined) return false
  const { all, single } = endedSessions
  const before = (end: number) => at <= Math.floor(end / 1000)
  if (single.some(({ uid, at: end }) => uid === session && before(end))) return true
  return all !== undefined && before(all.at) && (session === undefined || session !== all.except)
}
