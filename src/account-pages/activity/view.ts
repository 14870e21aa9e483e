import { acrValues } from '../../../interactions/assurance.ts'
import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import type { ActivityEntry } from '../../accounts/activity.ts'
import { toldActivities } from '../../accounts/note-activity.ts'
import { accountClientId } from '../../config/account-client.ts'
import { browserName } from '../browser-name.ts'
import { momentText } from '../moment.ts'

/** What things are called. */
export interface Names {
  /** Undefined for a client that is no longer there. */
  clientName(id: string): string | undefined
  /** The house's name. */
  readonly application: string
}

const known: ReadonlySet<string> = new Set(['sign-in', ...toldActivities])

export function activityView(
  entries: readonly ActivityEntry[],
  names: Names,
  t: Translate,
  language: string,
): View {
  const line = (entry: ActivityEntry) => ({
    what: sentence(entry, names, t),
    when: momentText(entry.at, language),
    network: entry.network,
    browser: entry.agent === undefined ? undefined : browserName(entry.agent, t),
  })
  // Another version of ours may have written what this one has no words for.
  return { entries: entries.filter(({ what }) => known.has(what)).map(line) }
}

function sentence({ what, client, acr }: ActivityEntry, names: Names, t: Translate): string {
  if (what !== 'sign-in' || client === undefined)
    return t(`account.activity.what.${what}`, { application: plain(names.application) })
  const factors = acr === acrValues.twoFactors ? 'two' : 'one'
  if (client === accountClientId) return t(`account.activity.sign-in-here.${factors}`)
  return t(`account.activity.sign-in.${factors}`, { client: plain(names.clientName(client) ?? client) })
}
