import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import { accountClientId } from '../../config/account-client.ts'
import { browserName } from '../browser-name.ts'
import { momentText } from '../moment.ts'
import type { Beginning } from '../prove/ways.ts'
import type { LivingSession } from './list.ts'

/** The page of all sessions. */
export interface SessionsPage {
  readonly sessions: readonly LivingSession[]
  readonly proved: boolean
  readonly begin: Beginning
  readonly done?: 'ended' | 'others-ended' | 'gone'
}

export function sessionsView(
  { sessions, done, ...page }: SessionsPage,
  nameOf: (client: string) => string | undefined,
  t: Translate,
  language: string,
): View {
  const line = ({ uid, at, network, agent, clients, current }: LivingSession) => ({
    uid,
    current,
    browser: browserName(agent, t),
    when: momentText(at, language),
    network,
    clients: clients.flatMap((id) => (id === accountClientId ? t('account.title') : plain(nameOf(id) ?? id))),
  })
  return {
    ...page,
    sessions: sessions.map(line),
    others: sessions.some(({ current }) => !current),
    done: done && t(`account.sessions.done.${done}`),
    failed: done === 'gone',
  }
}
