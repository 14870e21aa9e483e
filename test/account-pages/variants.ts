import type { AccountPage, Page } from '../../interactions/pages/page.ts'
import { backupCodesView } from '../../src/account-pages/backup-codes/view.ts'
import type { TypedProblem } from '../../src/account-pages/number/read.ts'
import { type NumberPage, numberView } from '../../src/account-pages/number/view.ts'
import { changes } from '../../src/account-pages/proofs.ts'
import { type SmsCodePage, smsCodeView } from '../../src/account-pages/sms-code/view.ts'
import { peopleCards, peopleVariants } from './people-variants.ts'

const names = ['number', 'sms-code', 'backup-codes', 'password', 'sessions', 'browsers', 'activity']
const topics = names.map((name) => ({ name, path: `/account/${name}`, current: name === 'number' }))

function page(show: string, view: AccountPage['view'], outside = false): Page {
  const frame = { formToken: 'token-1', account: 'anna', topics: outside ? [] : topics }
  return { page: `account/${show}`, ...frame, view }
}

const begin = { change: changes[0], sends: true, backup: true }
const number = (state: Partial<NumberPage>) =>
  page('number', (t, language) =>
    numberView(
      { number: '+94771234567', countries: ['LK', 'DE'], clients: ['Shop <b>'], begin, ...state },
      t,
      language,
    ),
  )
const formAction = '/account/number'
const problems: readonly TypedProblem[] = [
  'empty',
  'not-a-number',
  'too-short',
  'too-long',
  'invalid',
  'not-allowed',
  'same',
]
const endings = ['changed', 'held', 'overtaken', 'taken', 'cancelled'] as const

const smsCode = (state: Partial<SmsCodePage>) =>
  page('sms-code', (t) =>
    smsCodeView(
      {
        enrolled: true,
        change: 'opt-out',
        proved: false,
        blocked: false,
        clients: ['Shop'],
        begin,
        ...state,
      },
      t,
    ),
  )
const codes = (left: number, proved: boolean) =>
  page('backup-codes', (t) => backupCodesView({ left, few: left > 0 && left < 4, proved, begin }, t))

const cards = [
  'number.card.none',
  'sms-code.card.on',
  'sms-code.card.off',
  'sms-code.card.none',
  'sms-code.card.disabled',
  'backup-codes.card.none',
  ...peopleCards,
]
const back = '/account/number'

function asked(show: 'password-first' | 'backup-code-first', key: string, problem?: string): Page {
  return page(show, (t) => ({
    action: '/account/prove/number',
    back,
    problem: problem && t(`account.prove.${key}.${problem}`, { time: '5 min' }),
  }))
}

function all<T extends string>(prefix: string, words: readonly T[], make: (word: T) => Page) {
  return Object.fromEntries(words.map((word) => [`${prefix} ${word}`, make(word)]))
}

/** The account's own pages, in every state a person can meet them in. */
export const accountVariants: Readonly<Record<string, Page>> = {
  'account overview': page('overview', (t) => ({
    signOut: '/session/end',
    cards: [
      ...cards.map((text) => ({ name: text.split('.')[0], text: t(`account.${text}`), warning: true })),
      { name: 'number', text: t('account.number.card.set', { number: '•••• 1' }), warning: false },
      ...[0, 1, 2].map((count) => ({ name: 'browsers', text: t('account.browsers.card', { count }) })),
      ...[1, 2].map((count) => ({
        name: 'backup-codes',
        text: t('account.backup-codes.card.left', { count }),
      })),
    ],
  })),
  'account number': number({}),
  'account number form': number({ formAction, begin: { ...begin, sends: false } }),
  'account number waiting': number({ formAction, next: { number: '+94771234568', at: 1_800_000_000_000 } }),
  ...all('account number', problems, (problem) => number({ formAction, problem })),
  ...all('account number', endings, (done) => number({ done })),
  'account number none': page('number', (t, language) =>
    numberView({ countries: [], clients: [], begin: { ...begin, sends: false, backup: false } }, t, language),
  ),
  'account code': smsCode({}),
  'account code to turn off': smsCode({ proved: true }),
  'account code blocked': smsCode({ blocked: true }),
  'account code off': smsCode({ change: 'opt-in', done: 'opted-out' }),
  'account code to turn on': smsCode({ change: 'opt-in', proved: true }),
  'account code on': smsCode({ done: 'opted-in' }),
  'account code without a number': smsCode({ enrolled: false }),
  'account backup codes none': codes(0, false),
  'account backup codes one': codes(1, true),
  'account backup codes many': codes(9, false),
  'account backup codes made': page('backup-codes-made', () => ({
    codes: Array.from({ length: 10 }, () => '7KQ2M-XW4TP'),
  })),
  'account ask': page('ask', () => ({})),
  'account password first': asked('password-first', 'password'),
  ...all('account password first', ['missing', 'wrong', 'too-long', 'held'], (problem) =>
    asked('password-first', 'password', problem),
  ),
  'account backup code first': asked('backup-code-first', 'backup-code'),
  ...all('account backup code first', ['wrong', 'malformed', 'locked', 'disabled'], (problem) =>
    asked('backup-code-first', 'backup-code', problem),
  ),
  ...peopleVariants(page, begin),
  'account link over': page('link-over', () => ({}), true),
  'account link done': page('link-done', () => ({}), true),
  'account link enrol': page('link-enrol', () => ({ action: '/account/link/x', username: 'anna' }), true),
  ...all('account link password', ['', 'too-short', 'too-long', 'common', 'own-name'], (problem) =>
    page(
      'link-password',
      (t) => ({
        action: '/account/link/x',
        username: 'anna',
        problem: problem && t(`account.poor-password.${problem}`),
      }),
      true,
    ),
  ),
}
