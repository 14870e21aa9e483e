import type { Fields } from '../../../interactions/step.ts'
import { type Change, changeAccount } from '../../accounts/change.ts'
import {
  rememberedBrowsers,
  withBrowserNamed,
  withoutRememberedBrowser,
  withoutRememberedBrowsers,
} from '../../accounts/remembered.ts'
import type { TopicParts } from '../parts.ts'
import { beginning } from '../prove/ways.ts'
import type { AccountAnswer, Topic } from '../topic.ts'
import type { AccountVisit } from '../visit.ts'
import { readName } from './name.ts'
import { type BrowsersPage, browsersView } from './view.ts'

export interface BrowsersParts extends TopicParts {
  /** How long a browser is remembered. */
  readonly rememberDays: number
}

type Done = NonNullable<BrowsersPage['done']>

/** What the form says instead of one browser. */
const all = 'all'

/** The browsers that are remembered for the account: seen, named, forgotten. */
export function browsersTopic(parts: BrowsersParts): Topic {
  async function show(visit: AccountVisit, done?: Done, status = 200): Promise<AccountAnswer> {
    const account = (await parts.accounts.find(visit.account.id)) ?? visit.account
    const page: BrowsersPage = {
      browsers: rememberedBrowsers(account, parts.clock()),
      days: parts.rememberDays,
      proved: await parts.proofs.has(visit, 'browsers'),
      begin: beginning(visit.person, 'browsers', parts.factorEnabled),
      ...(done === undefined ? {} : { done }),
    }
    return { show: 'browsers', status, view: (t, language) => browsersView(page, t, language) }
  }

  async function write(visit: AccountVisit, change: Change, done: Done): Promise<AccountAnswer> {
    const changed = await changeAccount(parts, visit.account.id, change)
    const outcome = 'account' in changed ? done : changed.unchanged
    parts.audit({ event: 'account.browsers', outcome, account: visit.account.id })
    return 'account' in changed ? show(visit, done) : show(visit, 'gone', 409)
  }

  const isListed = ({ account }: AccountVisit, { browser }: Fields) =>
    rememberedBrowsers(account, parts.clock()).some(({ id }) => id === browser)

  return {
    name: 'browsers',
    card: ({ account }) => ({
      text: 'account.browsers.card',
      values: { count: rememberedBrowsers(account, parts.clock()).length },
    }),
    pages: { browsers: (visit) => show(visit) },
    actions: {
      'browsers/forget': {
        fields: ['browser'],
        proof: 'browsers',
        check: async (visit, fields) =>
          fields.browser === all || isListed(visit, fields) ? undefined : show(visit, 'gone', 409),
        act: (visit, { browser = '' }) =>
          browser === all
            ? write(visit, withoutRememberedBrowsers, 'all-forgotten')
            : write(visit, (account) => withoutRememberedBrowser(account, browser), 'forgotten'),
      },
      'browsers/name': {
        fields: ['browser', 'name'],
        proof: 'browsers',
        async check(visit, fields) {
          if (readName(fields.name) === undefined) return show(visit, 'no-name', 422)
          return isListed(visit, fields) ? undefined : show(visit, 'gone', 409)
        },
        act: (visit, { browser = '', name }) =>
          write(visit, (account) => withBrowserNamed(account, browser, readName(name) ?? ''), 'named'),
      },
    },
  }
}
