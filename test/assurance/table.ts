import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import { accountNamed } from '../support/backup.ts'
import type { Request } from '../support/relying-party.ts'
import type { House } from './house.ts'
import type { State } from './states.ts'
import { walk } from './walk.ts'

/** States of a browser. A client that is `dated` takes a second factor of two hours, a session idles after one. */
const states = {
  none: { factors: 'none' },
  password: { factors: 'password' },
  full: { factors: 'both', secondAge: 90 },
  aged: { factors: 'both', age: 8000, secondAge: 7900 },
  'stepped up lately': { factors: 'both', age: 8000, secondAge: 500 },
  'without a record': { factors: 'both', age: 8000 },
  idle: { factors: 'both', age: 8000, secondAge: 5000, unused: 4000 },
  'idle and aged': { factors: 'both', age: 8000, secondAge: 7900, unused: 4000 },
  'idle without a record': { factors: 'both', age: 8000, unused: 4000 },
  'idle, password only': { factors: 'password', age: 8000, unused: 4000 },
  'opted out, none': { person: 'opted-out', factors: 'none' },
  'opted out, password': { person: 'opted-out', factors: 'password' },
  'locked, none': { person: 'locked', factors: 'none' },
  'locked, password': { person: 'locked', factors: 'password' },
  'locked, full': { person: 'locked', factors: 'both', secondAge: 90 },
  'remembered, none': { factors: 'none', remembered: true },
  'remembered, password': { factors: 'password', remembered: true },
  'remembered, full': { factors: 'both', secondAge: 90, remembered: true },
  'remembered, aged': { factors: 'both', age: 8000, secondAge: 7900, remembered: true },
  'remembered, idle': { factors: 'both', age: 8000, secondAge: 5000, unused: 4000, remembered: true },
} as const satisfies Readonly<Record<string, State>>

type Row = readonly [client: string, request: Request, outcomes: Partial<Record<keyof typeof states, string>>]

const essential = (acr: object) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, ...acr } } }),
})
const [one, two, strange] = ['urn:latchkey:1fa', 'urn:latchkey:2fa', 'urn:example:gold']

const anew = 'password, code: 2fa pwd sms mfa, now'
const alone = 'password: 1fa pwd, now'
const raised = 'start, code: 2fa pwd sms mfa, of the session'
const same = '2fa pwd sms mfa, of the session'
const weak = '1fa pwd, of the session'
const back = 'password: 2fa pwd sms mfa, of the second factor'
const owed = 'login_required'
const unmet = 'unmet_authentication_requirements'
const explained = `explained: ${unmet}`
const locked = 'locked: access_denied'

const everywhere = (outcome: string) =>
  Object.fromEntries(Object.keys(states).map((state) => [state, outcome]))

/** What two factors come to, whoever asked for them. */
const twoAsked = {
  none: anew,
  password: raised,
  full: same,
  aged: same,
  idle: anew,
  'opted out, none': `password, ${explained}`,
  'opted out, password': explained,
  'locked, none': `password, ${locked}`,
  'locked, password': locked,
  'locked, full': same,
}
/** What one factor comes to where one is asked for; an idle session brings none along then. */
const oneAsked = {
  none: alone,
  password: weak,
  full: same,
  idle: alone,
  'opted out, none': alone,
  'opted out, password': weak,
  'locked, none': alone,
}
const twoAskedSilently = {
  none: owed,
  password: owed,
  full: same,
  aged: same,
  idle: owed,
  'opted out, password': owed,
  'locked, password': owed,
  'locked, full': same,
}

const rows: readonly Row[] = [
  [
    'app',
    {},
    {
      ...twoAsked,
      'stepped up lately': same,
      'without a record': same,
      idle: back,
      'idle and aged': back,
      'idle without a record': anew,
      'idle, password only': anew,
    },
  ],
  [
    'if-enrolled',
    {},
    {
      ...twoAsked,
      idle: back,
      'idle, password only': anew,
      'opted out, none': alone,
      'opted out, password': weak,
    },
  ],
  ['basic', {}, { ...oneAsked, idle: back, 'idle without a record': alone, 'idle, password only': alone }],
  [
    'dated',
    {},
    {
      ...twoAsked,
      aged: raised,
      'stepped up lately': same,
      'without a record': raised,
      idle: back,
      'idle and aged': anew,
      'idle without a record': anew,
    },
  ],
  ['app', { prompt: 'none' }, { ...twoAskedSilently, 'idle and aged': owed, 'idle, password only': owed }],
  [
    'if-enrolled',
    { prompt: 'none' },
    { none: owed, password: owed, full: same, 'opted out, password': weak },
  ],
  ['basic', { prompt: 'none' }, { none: owed, password: weak, full: same, idle: owed, 'locked, full': same }],
  [
    'dated',
    { prompt: 'none' },
    { ...twoAskedSilently, aged: owed, 'stepped up lately': same, 'without a record': owed },
  ],
  [
    'app',
    { prompt: 'login' },
    { none: anew, password: anew, full: anew, aged: anew, idle: anew, 'locked, full': `password, ${locked}` },
  ],
  [
    'basic',
    { prompt: 'login' },
    { none: alone, password: alone, full: alone, idle: alone, 'locked, full': alone },
  ],
  ['dated', { prompt: 'login' }, { full: anew, aged: anew, idle: anew }],
  ['app', { max_age: '0' }, { none: anew, password: anew, full: anew, aged: anew, idle: anew }],
  ['app', { max_age: '5000' }, { full: same, aged: anew, 'stepped up lately': anew, idle: anew }],
  ['app', { max_age: '9000' }, { ...twoAsked, 'stepped up lately': same, 'idle, password only': anew }],
  ['app', { max_age: '5000', prompt: 'none' }, { full: same, aged: owed, idle: owed }],
  ['dated', { max_age: '9000' }, { full: same, aged: raised, 'stepped up lately': same, idle: anew }],
  ['basic', { acr_values: one }, oneAsked],
  ['basic', { acr_values: two }, twoAsked],
  ['basic', { acr_values: strange }, oneAsked],
  ['basic', { acr_values: `${two} ${one}` }, twoAsked],
  ['basic', { acr_values: `${one} ${two}` }, oneAsked],
  ['basic', { acr_values: `${strange} ${two}` }, twoAsked],
  ['basic', { acr_values: two, prompt: 'none' }, twoAskedSilently],
  ['app', { acr_values: one }, { none: anew, password: raised, full: same, idle: anew }],
  ['if-enrolled', { acr_values: two }, twoAsked],
  ['dated', { acr_values: two }, { ...twoAsked, aged: raised }],
  ['default-acr', {}, twoAsked],
  ['default-acr', { prompt: 'none' }, twoAskedSilently],
  ['default-acr', { acr_values: one }, oneAsked],
  ['default-acr', { acr_values: strange }, { none: anew, password: raised, full: same }],
  ['default-acr', essential({ values: [one, two] }), oneAsked],
  ['default-age', {}, { none: anew, password: raised, full: same, aged: anew, idle: anew }],
  ['default-age', { max_age: '9000' }, { full: same, aged: same, idle: anew }],
  ['default-age', { prompt: 'none' }, { full: same, aged: owed, idle: owed }],
  ['default-age', { acr_values: one, max_age: '0' }, { password: anew, full: anew }],
  ['basic', essential({ value: two }), twoAsked],
  ['basic', essential({ values: [two, one] }), twoAsked],
  ['basic', essential({ values: [strange, two] }), twoAsked],
  ['basic', { ...essential({ value: two }), prompt: 'none' }, twoAskedSilently],
  ['basic', essential({ value: one }), { ...oneAsked, full: '1fa pwd sms mfa, of the session' }],
  ['basic', essential({ values: [one, two] }), oneAsked],
  [
    'app',
    essential({ value: one }),
    {
      none: 'password, code: 1fa pwd sms mfa, now',
      password: 'start, code: 1fa pwd sms mfa, of the session',
      full: '1fa pwd sms mfa, of the session',
    },
  ],
  [
    'accepting',
    {},
    {
      ...twoAsked,
      aged: raised,
      idle: back,
      'remembered, none': alone,
      'remembered, password': weak,
      'remembered, full': same,
      'remembered, aged': raised,
      'remembered, idle': back,
    },
  ],
  [
    'accepting',
    { prompt: 'none' },
    {
      'remembered, none': owed,
      'remembered, password': weak,
      'remembered, full': same,
      'remembered, aged': owed,
    },
  ],
  ['accepting', { prompt: 'login' }, { 'remembered, password': alone, 'remembered, full': alone }],
  [
    'accepting',
    { acr_values: two },
    { 'remembered, none': anew, 'remembered, password': raised, 'remembered, idle': anew },
  ],
  ['app', { acr_values: one }, { 'remembered, none': anew, 'remembered, password': raised }],
  ['app', {}, { 'remembered, none': anew, 'remembered, password': raised }],
  ['app', essential({ value: strange }), everywhere(unmet)],
  ['app', { ...essential({ values: [strange] }), prompt: 'none' }, { none: unmet, full: unmet, idle: unmet }],
]

/** Each state with each request, one test a cell. */
export function stateByRequest(house: () => House): void {
  before(async () => {
    const { server, store, inState } = house()
    for (const factors of ['password', 'both'] as const) await inState({ person: 'locked', factors })
    const { id } = await accountNamed(server, 'locked')
    for (let failure = 0; failure < defaultBounds.perLock; failure += 1) {
      await store.challenges.attempt(id, 'sms', defaultBounds)
    }
  })

  for (const [client, request, outcomes] of rows) {
    const asked = Object.entries(request).map(([parameter, value]) => `${parameter}=${value}`)
    const how = asked.join(' ') || 'plain'
    for (const [state, expected] of Object.entries(outcomes)) {
      test(`${client} asks, ${how}, in the state “${state}”: ${expected}`, async () => {
        const { person = 'alice', ...rest }: State = states[state as keyof typeof states]
        const standing = await house().inState({ person, ...rest })
        assert.equal(await walk(house().server, standing, { client, person, request }), expected)
      })
    }
  }
}
