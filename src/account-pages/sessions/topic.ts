import { changeAccount } from '../../accounts/change.ts'
import { withSessionEnded, withSessionsEnded } from '../../accounts/sessions.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { livingSessions, type SessionListParts } from './list.ts'
import { type SessionsPage, sessionsView } from './view.ts'

export interface SessionsParts extends TopicParts, SessionListParts {
  /** What a client is called; undefined for one that is no longer there. */
  clientName(id: string): string | undefined
}

/** What the form says instead of one session. */
const others = 'others'

/** Where one is signed in: seen, and ended (SES-15). */
export function sessionsTopic(parts: SessionsParts): Topic {
  async function show(
    visit: AccountVisit,
    done?: SessionsPage['done'],
    status = 200,
  ): Promise<AccountAnswer> {
    // Looked at again: this request may have ended some.
    const account = (await parts.accounts.find(visit.account.id)) ?? visit.account
    const page: SessionsPage = {
      sessions: await livingSessions(parts, { ...visit, account }),
      proved: await parts.proofs.has(visit, 'sessions'),
      begin: beginning(visit.person, 'sessions', parts.factorEnabled),
      ...(done === undefined ? {} : { done }),
    }
    const name = (id: string) => parts.clientName(id)
    return { show: 'sessions', status, view: (t, language) => sessionsView(page, name, t, language) }
  }

  async function end(visit: AccountVisit, which: string): Promise<AccountAnswer> {
    const { account, session } = visit
    const now = parts.clock()
    if (which === others) await visit.renewSession()
    const changed = await changeAccount(parts, account.id, (current) =>
      which === others ? withSessionsEnded(current, now, session.uid) : withSessionEnded(current, which, now),
    )
    const done = which === others ? 'others-ended' : 'ended'
    parts.audit({
      event: 'account.sessions',
      outcome: 'account' in changed ? done : changed.unchanged,
      account: account.id,
    })
    return 'account' in changed ? show(visit, done) : { to: '' }
  }

  return {
    name: 'sessions',
    card: () => ({ text: 'account.sessions.card' }),
    pages: { sessions: (visit) => show(visit) },
    actions: {
      'sessions/end': {
        fields: ['session'],
        proof: 'sessions',
        /** One that is over already, or none of this account's, uses up no proof. */
        async check(visit, { session = '' }) {
          if (session === others) return undefined
          const listed = await livingSessions(parts, visit)
          const known = listed.some(({ uid, current }) => uid === session && !current)
          return known ? undefined : show(visit, 'gone', 409)
        },
        act: (visit, { session = '' }) => end(visit, session),
      },
    },
  }
}
