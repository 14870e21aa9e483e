import assert from 'node:assert/strict'
import { backupCodesTopic } from '../../src/account-pages/backup-codes/topic.ts'
import { type BrowsersParts, browsersTopic } from '../../src/account-pages/browsers/topic.ts'
import { cancelling } from '../../src/account-pages/number/actions.ts'
import { changeNumber } from '../../src/account-pages/number/change.ts'
import type { NumberParts } from '../../src/account-pages/number/show.ts'
import { dropWaiting, type WaitingNumber } from '../../src/account-pages/number/waiting.ts'
import { passwordTopic } from '../../src/account-pages/password/topic.ts'
import { type Change, createProofs } from '../../src/account-pages/proofs.ts'
import { sessionsTopic } from '../../src/account-pages/sessions/topic.ts'
import { smsCodeTopic } from '../../src/account-pages/sms-code/topic.ts'
import type { Action } from '../../src/account-pages/topic.ts'
import type { AccountVisit } from '../../src/account-pages/visit.ts'
import type { Account } from '../../src/accounts/account.ts'
import { setPasswordByLink } from '../../src/accounts/first-password.ts'
import { makeLink } from '../../src/accounts/links.ts'
import { personOf } from '../../src/accounts/person.ts'
import { newBrowserSecret, withRememberedBrowser } from '../../src/accounts/remembered.ts'
import type { ChangingStore } from './failing-store.ts'

/** One change of an account, to be stopped at each of its calls. */
export interface CrashingChange {
  /** An account of that id before the change. */
  account(id: string): Account
  /** What went before, such as the proof. */
  prepare?(store: ChangingStore, account: Account): Promise<unknown>
  run(store: ChangingStore, account: Account): Promise<unknown>
  /** Everything that belongs to the change is there. */
  isNew(account: Account): boolean
}

const now = Date.now()
let numbers = 0

/** Somebody with a number and a browser that is remembered, so that it can be seen to be forgotten. */
function somebody(id: string): Account {
  numbers += 1
  const bare = { id, version: 1, username: id, createdAt: 0, updatedAt: 0, passwordHash: 'old' }
  const number = `+9477000${String(numbers).padStart(4, '0')}`
  return withRememberedBrowser(
    { ...bare, number, numberVerified: true, hadNumber: true },
    { secret: newBrowserSecret(), agent: '' },
    now,
    86_400_000,
  )
}

/** Whose session has been given another id. */
const renewed = new Set<string>()

function visitOf(account: Account): AccountVisit {
  const session = { uid: 'mine', accountId: account.id, loginTs: 1, amr: [] }
  const caller = { network: '192.0.2.7', browser: 'b', knows: () => false }
  const person = personOf(account, now)
  const renewSession = async () => void renewed.add(account.id)
  const rest = { browser: 'b', formToken: '', locales: [], renewSession }
  return { session, account, person, caller, ...rest } as unknown as AccountVisit
}

/** What topics are made of, as far as changes use it: the store that may fail, and neighbours that do not. */
function partsOf(store: ChangingStore) {
  return {
    ...store,
    failures: store.challenges,
    proofs: createProofs(store.pending),
    clock: () => now,
    notify: () => {},
    audit: () => {},
    settings: { numberHoldHours: 0 },
    factorEnabled: true,
    limits: { enrolmentCountries: ['LK'] },
    demanding: [],
    knownByNumber: [],
    rememberDays: 30,
    activity: { list: async () => [] },
    findSession: async () => undefined,
    clientName: () => undefined,
    keys: [{ kid: 'k', key: 'a key that is long enough for tests' }],
    derive: async () => Buffer.alloc(32),
    passwords: { hash: async () => 'new' },
  }
}

type Parts = Parameters<typeof backupCodesTopic>[0] &
  Parameters<typeof sessionsTopic>[0] &
  Parameters<typeof passwordTopic>[0] &
  Parameters<typeof smsCodeTopic>[0] &
  NumberParts &
  BrowsersParts

/** An action of a topic, its proof used up first, as the routes do it. */
function action(
  find: (parts: Parts) => Action | undefined,
  change: Change,
  fields: Readonly<Record<string, string>>,
  isNew: CrashingChange['isNew'],
  account: CrashingChange['account'] = somebody,
): CrashingChange {
  return {
    account,
    isNew(after) {
      const made = isNew(after)
      // A copy of the cookie must be out before the others are, or a crash in between would leave it in.
      assert.ok(!made || !othersEnded(after) || renewed.has(after.id))
      return made
    },
    prepare: (store, before) => createProofs(store.pending).make(visitOf(before), change, 'sms'),
    async run(store, before) {
      const parts = partsOf(store) as unknown as Parts
      const visit = visitOf(before)
      const by = await parts.proofs.take(visit, change)
      const found = find(parts)
      if (found === undefined || by === undefined) throw new Error('no such action, or no proof')
      await found.act(visit, fields, by)
    },
  }
}

/** A number whose code was right. */
function numbered(
  words: (account: Account) => Partial<WaitingNumber>,
  isNew: CrashingChange['isNew'],
  { account = somebody, holdHours = 0 } = {},
): CrashingChange {
  return {
    account,
    isNew,
    async run(store, before) {
      const parts = { ...partsOf(store), settings: { numberHoldHours: holdHours } } as unknown as Parts
      const number = (before.number ?? '+94770009999').replace('+9477000', '+9477111')
      const waiting = { number, from: before.number ?? '', by: 'sms', endOthers: true, until: 0 } as const
      await changeNumber(parts, visitOf(before), { ...waiting, ...words(before) })
      await dropWaiting(parts.pending, visitOf(before))
    },
  }
}

const forgetful = ({ browsers }: Account) => browsers === undefined
const othersEnded = ({ endedSessions }: Account) => endedSessions?.all?.except === 'mine'

const secrets = new Map<string, string>()
function linked(id: string): Account {
  const { link, token } = makeLink(id, 'password', now + 600_000)
  secrets.set(id, token.split('.')[1] ?? '')
  return { ...somebody(id), links: [link] }
}

function invited(id: string): Account {
  const { number: _, numberVerified: __, hadNumber: ___, browsers: ____, ...account } = somebody(id)
  return { ...account, links: [makeLink(id, 'enrol', now + 600_000).link] }
}

let invitedNumbers = 0
const invitedNumber = () => {
  invitedNumbers += 1
  return `+9477222${String(invitedNumbers).padStart(4, '0')}`
}

/** Every change of an account that people make themselves. */
export const changesThatCrash: Readonly<Record<string, CrashingChange>> = {
  'another number': numbered(
    () => ({}),
    (account) =>
      account.number?.startsWith('+9477111') === true && othersEnded(account) && forgetful(account),
  ),
  'another number that waits for its hour': numbered(
    () => ({}),
    (account) => account.nextNumber?.number.startsWith('+9477111') === true && othersEnded(account),
    { holdHours: 24 },
  ),
  'a waiting number taken back': action(
    (parts) => cancelling(parts),
    'number',
    {},
    ({ nextNumber }) => nextNumber === undefined,
    (id) => ({
      ...somebody(id),
      nextNumber: { number: `+9477333${String(numbers).padStart(4, '0')}`, at: now + 86_400_000 },
    }),
  ),
  'a first number by a link': numbered(
    ({ links }) => ({ number: invitedNumber(), by: 'link', link: links?.[0]?.digest ?? '' }),
    ({ number, links }) => number !== undefined && links === undefined,
    { account: invited },
  ),
  'a password by a link': {
    account: linked,
    run: (store, account) =>
      setPasswordByLink(partsOf(store), account, secrets.get(account.id) ?? '', 'a password'),
    isNew: (account) =>
      account.passwordHash === 'new' &&
      account.links === undefined &&
      account.endedSessions?.all !== undefined &&
      forgetful(account),
  },
  'another password': action(
    (parts) => passwordTopic(parts).actions.password,
    'password',
    { current_password: 'old', password: 'new', end_others: 'yes' },
    (account) => account.passwordHash === 'new' && othersEnded(account) && forgetful(account),
  ),
  'the code turned off': action(
    (parts) => smsCodeTopic(parts).actions['sms-code/off'],
    'opt-out',
    {},
    (account) => account.smsOptOut === true && forgetful(account),
  ),
  'the code turned on': action(
    (parts) => smsCodeTopic(parts).actions['sms-code/on'],
    'opt-in',
    {},
    (account) => account.smsOptOut === undefined && forgetful(account),
    (id) => ({ ...somebody(id), smsOptOut: true }),
  ),
  'backup codes': action(
    (parts) => backupCodesTopic(parts).actions['backup-codes/make'],
    'backup-codes',
    {},
    ({ backupCodes, disabledFactors }) => backupCodes?.codes.length === 10 && disabledFactors === undefined,
    (id) => ({ ...somebody(id), disabledFactors: ['backup'] }),
  ),
  'one sign-in ended': action(
    (parts) => sessionsTopic(parts).actions['sessions/end'],
    'sessions',
    { session: 'theirs' },
    ({ endedSessions }) => endedSessions?.single.some(({ uid }) => uid === 'theirs') === true,
  ),
  'all other sign-ins ended': action(
    (parts) => sessionsTopic(parts).actions['sessions/end'],
    'sessions',
    { session: 'others' },
    othersEnded,
  ),
  'browsers forgotten': action(
    (parts) => browsersTopic(parts).actions['browsers/forget'],
    'browsers',
    { browser: 'all' },
    forgetful,
  ),
}
