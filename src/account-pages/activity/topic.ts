import { acrValues } from '../../../interactions/assurance.ts'
import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import type { ActivityEntry, ActivityStore } from '../../accounts/activity.ts'
import { toldActivities } from '../../accounts/note-activity.ts'
import { accountClientId } from '../../config/account-client.ts'
import { browserName } from '../browser-name.ts'
import { momentText } from '../moment.ts'
import type { Topic } from '../topic.ts'

export interface ActivityParts {
  readonly activity: Pick<ActivityStore, 'list'>
  /** What a client is called; undefined for one that is no longer there. */
  clientName(id: string): string | undefined
}

const known: ReadonlySet<string> = new Set(['sign-in', ...toldActivities])

/** The last sign-ins and changes, in words. There is nothing to change here. */
export function activityTopic({ activity, clientName }: ActivityParts): Topic {
  const line =
    (t: Translate, language: string) =>
    (entry: ActivityEntry): View => ({
      what: sentence(entry, clientName, t),
      when: momentText(entry.at, language),
      network: entry.network,
      browser: entry.agent === undefined ? undefined : browserName(entry.agent, t),
    })
  return {
    name: 'activity',
    card: () => ({ text: 'account.activity.card' }),
    pages: {
      async activity({ account }) {
        // A version to come may have written what this one has no words for.
        const entries = (await activity.list(account.id)).filter(({ what }) => known.has(what))
        return { show: 'activity', view: (t, language) => ({ entries: entries.map(line(t, language)) }) }
      },
    },
    actions: {},
  }
}

function sentence(
  { what, client, acr }: ActivityEntry,
  clientName: ActivityParts['clientName'],
  t: Translate,
): string {
  if (what !== 'sign-in' || client === undefined) return t(`account.activity.what.${what}`)
  const factors = acr === acrValues.twoFactors ? 'two' : 'one'
  if (client === accountClientId) return t(`account.activity.sign-in-here.${factors}`)
  return t(`account.activity.sign-in.${factors}`, { client: plain(clientName(client) ?? client) })
}
