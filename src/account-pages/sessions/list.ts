import type { Clock } from '../../../interactions/sms-otp/ports.ts'
import type { ActivityEntry, ActivityStore } from '../../accounts/activity.ts'
import { isOver } from '../../accounts/sessions.ts'
import type { AccountVisit } from '../visit.ts'

/** A session that is still good, as its owner sees it. */
export interface LivingSession {
  /** The provider's uid of it. */
  readonly uid: string
  /** When its owner last signed in in it. Milliseconds since the epoch. */
  readonly at: number
  readonly network?: string
  readonly agent?: string
  /** Ids of the clients that asked for those sign-ins. */
  readonly clients: readonly string[]
  /** The one that asks. */
  readonly current: boolean
}

export interface SessionListParts {
  readonly activity: Pick<ActivityStore, 'list'>
  readonly clock: Clock
  /** A session as it is stored; undefined when there is none any more. */
  findSession(
    uid: string,
  ): Promise<{ readonly accountId?: string | undefined; readonly loginTs?: number | undefined } | undefined>
}

/** The account's sessions that still live, newest first. What is listed of sign-ins says where to look, not what is so. */
export async function livingSessions(
  parts: SessionListParts,
  visit: AccountVisit,
): Promise<readonly LivingSession[]> {
  const signIns = (await parts.activity.list(visit.account.id)).filter(({ what }) => what === 'sign-in')
  const listed = bySession(signIns)
  // So many may have signed in since that this one's own line is gone.
  if (!listed.has(visit.session.uid)) listed.set(visit.session.uid, [])
  const living = await Promise.all(
    [...listed].map(async ([uid, entries]) =>
      (await isLiving(parts, visit, uid)) ? [seen(visit, uid, entries)] : [],
    ),
  )
  return living.flat().sort((one, other) => other.at - one.at)
}

function bySession(signIns: readonly ActivityEntry[]): Map<string, ActivityEntry[]> {
  const listed = new Map<string, ActivityEntry[]>()
  for (const entry of signIns) {
    if (entry.session !== undefined) listed.set(entry.session, [...(listed.get(entry.session) ?? []), entry])
  }
  return listed
}

async function isLiving(
  parts: SessionListParts,
  { account, session }: AccountVisit,
  uid: string,
): Promise<boolean> {
  if (uid === session.uid) return true
  const stored = await parts.findSession(uid)
  if (stored?.accountId !== account.id || stored.loginTs === undefined) return false
  return !isOver(account, { session: uid, at: stored.loginTs })
}

function seen({ session }: AccountVisit, uid: string, entries: readonly ActivityEntry[]): LivingSession {
  const [newest] = entries
  const clients = [...new Set(entries.flatMap(({ client = [] }) => client))]
  return {
    uid,
    at: newest?.at ?? session.loginTs * 1000,
    ...(newest?.network === undefined ? {} : { network: newest.network }),
    ...(newest?.agent === undefined ? {} : { agent: newest.agent }),
    clients,
    current: uid === session.uid,
  }
}
