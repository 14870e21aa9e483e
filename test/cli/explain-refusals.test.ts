import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { refusalBy } from '../../src/cli/explain/refusal.ts'
import { isNumber, shownName } from '../../src/cli/explain/shown-name.ts'
import { createSendGate } from '../../src/limits/send-gate.ts'
import type { SendLimits } from '../../src/limits/send-limits.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import type { Store } from '../../src/store/store.ts'
import { generousLimits } from '../support/settings.ts'

/** Milliseconds; a quarter to midnight, so that hours and days end at another time than windows do. */
let now = Date.UTC(2027, 0, 15, 23, 45)
let directory: string
let store: Store
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latchkey-refusals-'))
  store = await openEmbeddedStore({ directory, clock: () => now })
})
after(async () => {
  await store.close()
  await rm(directory, { recursive: true })
})

const { number, block, country, all } = generousLimits
const money = { currency: 'EUR', day: 1000, month: 1500, prices: { LK: 675 }, otherPrice: 100 }
const conversion = { mode: 'stop', ratio: 0.2, minimum: 5 } as const

/** What is in the way of the next message after so many of one number, each of another account unless it is about that. */
const rows: readonly (readonly [limits: Partial<SendLimits>, sent: number, says: string, names: string])[] = [
  [
    { gapSeconds: [30, 900] },
    1,
    'the last message to this number left too short a time ago (gap_seconds in [limits])',
    'gap_seconds = [30,900]',
  ],
  [
    { number: { ...number, tenMinutes: 2 } },
    2,
    `the messages to this number are used up: 2 in any ten minutes or ${number.day} in any 24 hours (per_number_10_minutes or per_number_day in [limits])`,
    `per_number_10_minutes = 2, per_number_day = ${number.day}`,
  ],
  [
    { number: { tenMinutes: 2, day: 2 } },
    2,
    'the messages to this number are used up: 2 in any 24 hours (per_number_day in [limits])',
    'per_number_day = 2',
  ],
  [
    { network: { hour: 1 } },
    1,
    'the messages from this network are used up: 1 in any hour (per_network_hour in [limits])',
    'per_network_hour = 1',
  ],
  [
    { block: { ...block, hour: 1 } },
    1,
    'the messages to numbers that differ from this one in the last four digits only are used up: 1 this hour (per_block_hour in [limits])',
    'per_block_hour = 1',
  ],
  [
    { country: { ...country, day: 3 } },
    3,
    'the messages to LK are used up: 3 today (UTC) (per_country_day in [limits])',
    'per_country_day = 3',
  ],
  [
    { client: { hour: 1, day: 1 } },
    1,
    'the messages for this client are used up: 1 this hour or 1 today (UTC) (per_client_hour or per_client_day in [limits])',
    'per_client_hour = 1, per_client_day = 1',
  ],
  [
    { all: { ...all, minute: 1 } },
    1,
    'the messages to everybody are used up: 1 this minute (per_minute in [limits])',
    'per_minute = 1',
  ],
  [
    { money },
    1,
    'the money is used up: 0.0675 of 0.10 EUR today (UTC), and a message to LK costs 0.0675 (per_day in [limits.money])',
    'money.per_day = 0.1',
  ],
  [
    { loginCountries: ['US'] },
    0,
    'it would go to a number from LK, which is not among login_countries in [limits]',
    'login_countries = ["US"], number_types = ["MOBILE","FIXED_LINE_OR_MOBILE"]',
  ],
]

for (const [index, [more, sent, says, names]] of rows.entries()) {
  test(`a refusal is a sentence with the option that an admin knows: ${says}`, async () => {
    // All are counted in one store: each on a day of its own.
    now += 32 * 86_400_000
    const limits = { ...generousLimits, ...more }
    const gate = gateWith(limits)
    const request = (account: number) => ({
      account: `${index}-${account}`,
      purpose: 'login',
      number: '+94771234567',
      client: 'app',
      network: '192.0.2.7',
    })
    for (let each = 0; each < sent; each += 1) await gate.decide(request(each), false)
    const decision = await gate.decide(request(sent), true)
    const refusal = refusalBy({ settings: { limits }, pointAt }, decision)
    assert.equal(refusal.says, says)
    assert.equal(refusal.why.map((reason) => reason.says).join(', '), names)
  })
}

test('too few codes that came back are told as what they are, and so is the switch', async () => {
  now += 32 * 86_400_000
  const limits = { ...generousLimits, conversion }
  const gate = gateWith(limits)
  const one = { account: 'x', purpose: 'login', number: '+94771234567' }
  for (let each = 0; each < 6; each += 1) await gate.settle({ ...one, account: `${each}` }, 'accepted', true)
  now += 11 * 60_000
  const told = async () => refusalBy({ settings: { limits }, pointAt }, await gate.decide(one, true)).says
  assert.match(
    await told(),
    /^too few codes to (LK|numbers that .* only) came back in the last hour: fewer than 20 of 100 logins, of 5 at least \(percent or minimum_logins in \[limits\.conversion\]\)$/,
  )
  await store.limits.spend.stop('fire')
  assert.equal(await told(), 'sending is stopped ("latchkey sms start" takes it back)')
  await store.limits.spend.start()
})

test('a username that is a number is shown as numbers are, and any other as it is', () => {
  for (const name of ['+94778888123', '94 77 888 8123', '0778888123', '+94 (0)77-888-8123']) {
    assert.ok(isNumber(name), name)
    assert.match(shownName(name), /^•••• 123$/)
  }
  for (const name of ['anna', '123456', 'anna94778888123', 'anna@example.com']) {
    assert.equal(shownName(name), name)
  }
})

function gateWith(limits: SendLimits) {
  const spend = store.limits.spend
  return createSendGate({ store: spend, limits, key: 'k'.repeat(43), lifetimeSeconds: 300, audit: () => {} })
}

function pointAt(path: string, value: unknown) {
  return { by: 'default', says: `${path.replace('limits.', '')} = ${JSON.stringify(value)}` } as const
}
