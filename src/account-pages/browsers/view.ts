import type { View } from '../../../interactions/pages/templates.ts'
import type { Translate } from '../../../interactions/pages/texts.ts'
import { plain } from '../../../interactions/pages/words.ts'
import type { RememberedBrowser } from '../../accounts/remembered-browser.ts'
import { browserName } from '../browser-name.ts'
import { momentText } from '../moment.ts'
import type { Beginning } from '../prove/ways.ts'

/** The page of the remembered browsers. */
export interface BrowsersPage {
  readonly browsers: readonly RememberedBrowser[]
  /** How long a browser is remembered. */
  readonly days: number
  readonly proved: boolean
  readonly begin: Beginning
  readonly done?: 'named' | 'forgotten' | 'all-forgotten' | 'gone' | 'no-name'
}

const failures: ReadonlySet<string | undefined> = new Set(['gone', 'no-name'])

export function browsersView(
  { browsers, done, ...page }: BrowsersPage,
  t: Translate,
  language: string,
): View {
  const line = ({ id, name, agent, usedAt, expiresAt }: RememberedBrowser) => ({
    id,
    name: name === undefined ? browserName(agent, t) : plain(name),
    kind: name === undefined ? undefined : browserName(agent, t),
    used: momentText(usedAt, language),
    until: momentText(expiresAt, language),
  })
  const newestFirst = [...browsers].sort((one, other) => other.usedAt - one.usedAt)
  return {
    ...page,
    browsers: newestFirst.map(line),
    done: done && t(`account.browsers.done.${done}`),
    failed: failures.has(done),
  }
}
