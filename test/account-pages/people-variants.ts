import type { AccountPage, Page } from '../../interactions/pages/page.ts'
import { activityView } from '../../src/account-pages/activity/view.ts'
import { type BrowsersPage, browsersView } from '../../src/account-pages/browsers/view.ts'
import { type PasswordPage, passwordView } from '../../src/account-pages/password/view.ts'
import type { Beginning } from '../../src/account-pages/prove/ways.ts'
import { type SessionsPage, sessionsView } from '../../src/account-pages/sessions/view.ts'
import type { ActivityEntry } from '../../src/accounts/activity.ts'
import { toldActivities } from '../../src/accounts/note-activity.ts'
import type { RememberedBrowser } from '../../src/accounts/remembered-browser.ts'
import { accountClientId } from '../../src/config/account-client.ts'

type Make = (show: string, view: AccountPage['view']) => Page

export const peopleCards = ['password.card', 'sessions.card', 'activity.card']

const agent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36'
const at = 1_790_000_000_000
const nameOf = (id: string) => (id === 'app' ? 'Shop <b>' : undefined)

const browser: RememberedBrowser = {
  id: 'b1',
  digest: '',
  agent,
  createdAt: at,
  usedAt: at,
  expiresAt: at + 86_400_000,
}

const entries = [
  ...toldActivities.map((what) => ({ at, what, network: '192.0.2.7' })),
  { at, what: 'sign-in' },
  ...[accountClientId, 'app', 'gone'].flatMap((client) => [
    { at, what: 'sign-in', client, agent, acr: 'urn:latchkey:2fa' },
    { at, what: 'sign-in', client, agent: 'x', acr: 'urn:latchkey:1fa' },
  ]),
]

/** The pages of password, sign-ins, remembered browsers and activity, in every state. */
export function peopleVariants(page: Make, begin: Beginning): Readonly<Record<string, Page>> {
  const password = (state: Partial<PasswordPage>) =>
    page('password', (t) => passwordView({ username: 'anna', proved: true, begin, ...state }, t))
  const mine = { uid: 's1', at, agent, network: '2001:db8::/64', clients: [accountClientId], current: true }
  const other = { uid: 's2', at, agent: '', clients: ['app', 'gone'], current: false }
  const sessions = (state: Partial<SessionsPage>) =>
    page('sessions', (t, language) =>
      sessionsView({ sessions: [mine, other], proved: true, begin, ...state }, nameOf, t, language),
    )
  const browsers = (state: Partial<BrowsersPage>) =>
    page('browsers', (t, language) =>
      browsersView(
        {
          browsers: [browser, { ...browser, id: 'b2', name: 'Kitchen <b>' }],
          days: 30,
          proved: true,
          begin,
          ...state,
        },
        t,
        language,
      ),
    )
  const activity = (list: readonly ActivityEntry[]) =>
    page('activity', (t, language) =>
      activityView(list, { clientName: nameOf, application: 'Acme' }, t, language),
    )
  return {
    'account password first step': password({ proved: false }),
    ...each('account password', passwordProblems, (problem) => password({ problem, retryIn: 300 })),
    ...each('account password', ['changed', 'overtaken'] as const, (done) =>
      password({ proved: false, done }),
    ),
    'account sessions': sessions({ proved: false }),
    'account sessions alone': sessions({ sessions: [mine] }),
    ...each('account sessions', ['ended', 'others-ended', 'gone'] as const, (done) => sessions({ done })),
    'account browsers': browsers({ proved: false }),
    'account browsers none': browsers({ browsers: [], days: 1 }),
    ...each('account browsers', browserEndings, (done) => browsers({ done })),
    'account activity': activity(entries),
    'account activity none': activity([]),
  }
}

const passwordProblems = [
  'missing',
  'same',
  'wrong',
  'held',
  'too-short',
  'too-long',
  'common',
  'own-name',
] as const
const browserEndings = ['named', 'forgotten', 'all-forgotten', 'gone', 'no-name'] as const

function each<T extends string>(prefix: string, words: readonly T[], make: (word: T) => Page) {
  return Object.fromEntries(words.map((word) => [`${prefix} ${word}`, make(word)]))
}
