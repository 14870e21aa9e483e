import type { AccountPage } from '../page.ts'
import type { View } from '../templates.ts'

const topics = [{ name: 'number', path: '/account/number', current: true }]
const begin = { change: 'sample', sends: true, backup: true }
const form = { action: 'sample:action', username: 'sample:username', problem: 'Sample' }

function page(name: string, view: View = {}): AccountPage {
  const frame = { formToken: 'sample:formToken', account: 'Sample', topics }
  return { page: `account/${name}`, ...frame, view: () => view }
}

/** Where a change is made behind a second factor: before it is proved, and after. */
function changed(name: string, view: View): readonly AccountPage[] {
  return [page(name, { begin, ...view }), page(name, { proved: true, done: 'Sample', ...view })]
}

export const accountSamples: readonly AccountPage[] = [
  page('overview', { signOut: 'sample:signOut', cards: [{ name: 'number', text: 'Sample' }] }),
  page('number', { number: '•••• 1234', next: 'Sample', clients: ['Sample'], begin }),
  page('number', {
    formAction: 'sample:formAction',
    cancellable: true,
    countries: [{ code: 'LK', name: 'Sample', chosen: true }],
    typed: 'sample:typed',
    endOthers: true,
    problem: 'Sample',
  }),
  page('sms-code', { enrolled: false }),
  ...changed('sms-code', { enrolled: true, change: 'opt-in', clients: [] }),
  ...changed('sms-code', { enrolled: true, change: 'opt-out', clients: ['Sample'] }),
  page('sms-code', { enrolled: true, change: 'opt-out', clients: [], blocked: true }),
  ...changed('backup-codes', { left: 3, few: true, text: 'Sample' }),
  page('backup-codes-made', { codes: ['SAMPL-SAMPL'] }),
  ...changed('password', { username: 'sample:username', problem: 'Sample', newIsWrong: true }),
  ...changed('sessions', {
    sessions: [
      { uid: 'sample:uid', browser: 'Sample', when: 'Sample', network: 'Sample', clients: ['Sample'] },
      { uid: 'sample:own', browser: 'Sample', when: 'Sample', clients: [], current: true },
    ],
    others: true,
  }),
  ...changed('browsers', {
    browsers: [{ id: 'sample:id', name: 'Sample', kind: 'Sample', used: 'Sample', until: 'Sample' }],
    days: 30,
  }),
  page('browsers', { browsers: [], days: 30 }),
  page('activity', { entries: [{ what: 'Sample', when: 'Sample', browser: 'Sample', network: 'Sample' }] }),
  page('ask'),
  page('password-first', { ...form, back: 'sample:back' }),
  page('backup-code-first', { ...form, back: 'sample:back' }),
  page('link-enrol', form),
  page('link-password', form),
  page('link-done'),
  page('link-over'),
]
