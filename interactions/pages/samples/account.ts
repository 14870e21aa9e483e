import type { AccountPage } from '../page.ts'
import type { View } from '../templates.ts'
import { strangersText } from './strangers-text.ts'

const topics = [{ name: 'number', path: '/account/number', current: true }]
const begin = { change: 'sample', sends: true, backup: true }
const form = { action: 'sample:action', username: strangersText, problem: strangersText }

function page(name: string, view: View = {}): AccountPage {
  const frame = { formToken: 'sample:formToken', account: strangersText, topics }
  return { page: `account/${name}`, ...frame, view: () => view }
}

/** Where a change is made behind a second factor: before it is proved, and after. */
function changed(name: string, view: View): readonly AccountPage[] {
  return [page(name, { begin, ...view }), page(name, { proved: true, done: strangersText, ...view })]
}

export const accountSamples: readonly AccountPage[] = [
  page('overview', { signOut: 'sample:signOut', cards: [{ name: 'number', text: strangersText }] }),
  page('number', { number: '•••• 1234', next: strangersText, clients: [strangersText], begin }),
  page('number', {
    formAction: 'sample:formAction',
    cancellable: true,
    countries: [{ code: 'LK', name: strangersText, chosen: true }],
    typed: strangersText,
    endOthers: true,
    problem: strangersText,
  }),
  page('sms-code', { enrolled: false }),
  ...changed('sms-code', { enrolled: true, change: 'opt-in', clients: [] }),
  ...changed('sms-code', { enrolled: true, change: 'opt-out', clients: [strangersText] }),
  page('sms-code', { enrolled: true, change: 'opt-out', clients: [], blocked: true }),
  ...changed('backup-codes', { left: 3, few: true, text: strangersText }),
  page('backup-codes-made', { codes: ['SAMPL-SAMPL'] }),
  ...changed('password', { username: strangersText, problem: strangersText, newIsWrong: true }),
  ...changed('sessions', {
    sessions: [
      {
        uid: 'sample:uid',
        browser: strangersText,
        when: strangersText,
        network: strangersText,
        clients: [strangersText],
      },
      { uid: 'sample:own', browser: strangersText, when: strangersText, clients: [], current: true },
    ],
    others: true,
  }),
  ...changed('browsers', {
    browsers: [
      {
        id: 'sample:id',
        name: strangersText,
        kind: strangersText,
        used: strangersText,
        until: strangersText,
      },
    ],
    days: 30,
  }),
  page('browsers', { browsers: [], days: 30 }),
  page('activity', {
    entries: [{ what: strangersText, when: strangersText, browser: strangersText, network: strangersText }],
  }),
  page('ask'),
  page('password-first', { ...form, back: 'sample:back' }),
  page('backup-code-first', { ...form, back: 'sample:back' }),
  page('link-enrol', form),
  page('link-password', form),
  page('link-done'),
  page('link-over'),
]
