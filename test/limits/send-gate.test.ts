import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createSendGate } from '../../src/limits/send-gate.ts'
import type { SendLimits } from '../../src/limits/send-limits.ts'
import type { SecurityEvent } from '../../src/operations/audit.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { generousLimits } from '../support/settings.ts'

const key = 'k'.repeat(43)
const minute = 60_000

/** A gate over a store with a clock that the test moves. */
async function gateWith(t: TestContext, more: Partial<SendLimits>) {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-gate-'))
  let now = Date.UTC(2027, 0, 15, 12)
  const store = await openEmbeddedStore({ directory, clock: () => now })
  t.after(async () => {
    await store.close()
    await rm(directory, { recursive: true })
  })
  const events: SecurityEvent[] = []
  const gate = createSendGate({
    store: store.limits.spend,
    limits: { ...generousLimits, ...more },
    key,
    lifetimeSeconds: 300,
    audit: (event) => events.push(event),
  })
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { gate, store, events, pass }
}

const to = (number: string, account = number) => ({ account, purpose: 'login', number, client: 'app' })
const one = (index: number) => to(`+9477123${4000 + index}`)

test('a message that every gateway refused gives back its money, and not the number’s budget', async (t) => {
  const money = { currency: 'EUR', day: 1000, month: 100_000, prices: { LK: 500 }, otherPrice: 900 }
  const number = { tenMinutes: 2, day: 10 }
  const { gate } = await gateWith(t, { money, number })
  const request = to('+94771234567')
  for (let refused = 0; refused < 2; refused += 1) {
    const admission = await gate.admit(request)
    assert.ok(admission.admitted)
    await gate.settle(request, 'refused', false, admission.at)
  }
  const third = await gate.decide(request, true)
  assert.equal(third.by, 'number')
  assert.deepEqual(
    third.left.filter(({ name }) => name === 'money').map(({ left }) => left),
    [1000, 100_000],
  )
})

test('a message of yesterday that is refused after midnight takes nothing off today’s money', async (t) => {
  const money = { currency: 'EUR', day: 1000, month: 100_000, prices: {}, otherPrice: 600 }
  const { gate, pass } = await gateWith(t, { money })
  pass(12 * 60 * minute - 5000)
  const late = await gate.admit(one(1))
  assert.ok(late.admitted)
  pass(6000)
  assert.ok((await gate.admit(one(2))).admitted)
  await gate.settle(one(1), 'refused', false, late.at)
  assert.equal((await gate.admit(one(3))).admitted, false)
})

test('an unknown outcome gives nothing back: the message may have left', async (t) => {
  const money = { currency: 'EUR', day: 1000, month: 100_000, prices: {}, otherPrice: 600 }
  const { gate, events } = await gateWith(t, { money })
  assert.ok((await gate.admit(one(1))).admitted)
  await gate.settle(one(1), 'unknown', false)
  const second = await gate.admit(one(2))
  assert.ok(!second.admitted && second.why === 'limited' && second.retryIn === 12 * 60 * minute)
  assert.ok(events.some(({ event, outcome }) => event === 'sms.money' && outcome === 'spent'))
})

test('money is warned of when four fifths are spent', async (t) => {
  const money = { currency: 'EUR', day: 1000, month: 100_000, prices: { LK: 100 }, otherPrice: 0 }
  const { gate, events } = await gateWith(t, { money })
  const low = () => events.filter(({ event, outcome }) => event === 'sms.money' && outcome === 'low').length
  for (let message = 0; message < 7; message += 1) await gate.admit(one(message))
  assert.equal(low(), 0)
  await gate.admit(one(7))
  assert.equal(low(), 1)
})

const conversion = { mode: 'stop', ratio: 0.2, minimum: 20 } as const

test('30 logins of one block whose codes never come back: the block stops, others go on, and an event says so', async (t) => {
  const { gate, events, pass } = await gateWith(t, { conversion: { ...conversion, minimum: 25 } })
  for (let login = 0; login < 30; login += 1) {
    await gate.admit(one(login))
    await gate.settle(one(login), 'accepted', true)
  }
  const honest = (login: number) => to(`+9471555${1000 + login}`)
  for (let login = 0; login < 30; login += 1) {
    await gate.admit(honest(login))
    await gate.settle(honest(login), 'accepted', true)
    await gate.verified(honest(login))
  }
  pass(11 * minute)
  const stopped = await gate.admit(one(31))
  assert.ok(!stopped.admitted && stopped.why === 'limited' && stopped.retryIn > 0)
  assert.ok((await gate.admit(honest(31))).admitted)
  const said = events.filter(({ event }) => event === 'sms.conversion')
  assert.deepEqual(
    said.map(({ outcome, by }) => [outcome, by]),
    [['stopped', 'block conversion']],
  )
  pass(66 * minute)
  assert.ok((await gate.admit(one(32))).admitted)
})

test('two accounts that never type a code close no country: of each, two logins an hour count', async (t) => {
  const { gate, pass } = await gateWith(t, { conversion })
  for (let login = 0; login < 30; login += 1) await gate.settle(one(login % 2), 'accepted', true)
  pass(11 * minute)
  assert.ok((await gate.admit(one(31))).admitted)
  for (let login = 0; login < 16; login += 1) await gate.settle(one(100 + (login % 8)), 'accepted', true)
  pass(11 * minute)
  assert.equal((await gate.admit(one(32))).admitted, false)
})

test('where it only observes, messages go on and the event says so', async (t) => {
  const { gate, events, pass } = await gateWith(t, { conversion: { ...conversion, mode: 'observe' } })
  for (let login = 0; login < 20; login += 1) await gate.settle(one(login), 'accepted', true)
  pass(11 * minute)
  assert.ok((await gate.admit(one(21))).admitted)
  assert.ok(events.some(({ event, outcome }) => event === 'sms.conversion' && outcome === 'observed'))
})

test('a dead gateway does not look like fraud', async (t) => {
  const { gate, pass } = await gateWith(t, { conversion })
  for (let login = 0; login < 40; login += 1) {
    await gate.admit(one(login))
    await gate.settle(one(login), login % 2 === 0 ? 'unknown' : 'refused', false)
  }
  pass(11 * minute)
  assert.ok((await gate.admit(one(41))).admitted)
})

test('a dry decision takes nothing and writes no record, and no record holds a number', async (t) => {
  const { gate, events } = await gateWith(t, { number: { tenMinutes: 1, day: 1 } })
  for (let look = 0; look < 3; look += 1) assert.ok((await gate.decide(one(1), true)).admission.admitted)
  assert.equal(events.length, 0)
  await gate.admit({ ...one(1), account: 'a' })
  assert.equal((await gate.admit({ ...one(1), account: 'a' })).admitted, false)
  assert.equal(events.length, 2)
  assert.ok(!JSON.stringify(events).includes('77123'))
})

const enrolling = { number: 3, account: 3, network: 4, block: 5 }
const claimed = (index: number, account: string, network = 'n') => ({
  account,
  purpose: 'enrolment',
  number: `+9477123${4000 + index}`,
  network,
})

test('numbers that are not proved have budgets of their own: one number by many accounts, and many by one', async (t) => {
  const { gate } = await gateWith(t, { enrolment: enrolling })
  const by = async (request: Parameters<typeof gate.decide>[0]) => (await gate.decide(request, false)).by
  for (let account = 0; account < 3; account += 1)
    assert.equal(await by(claimed(1, `a${account}`, `n${account}`)), undefined)
  assert.equal(await by(claimed(1, 'another', 'elsewhere')), 'enrolment number')
  // A code to a number that is proved takes nothing of these.
  assert.equal(await by({ ...claimed(1, 'owner'), purpose: 'login' }), undefined)
  const far = (index: number) => ({ ...claimed(0, 'eager', `m${index}`), number: `+9471${index}556000` })
  for (let index = 0; index < 3; index += 1) assert.equal(await by(far(index)), undefined)
  assert.equal(await by(far(3)), 'enrolment account')
})

test('numbers one after the other stop at the network, and at their block whoever asks', async (t) => {
  const { gate } = await gateWith(t, { enrolment: enrolling })
  for (let index = 0; index < 4; index += 1)
    assert.ok((await gate.admit(claimed(index, `a${index}`))).admitted)
  assert.equal((await gate.decide(claimed(4, 'a4'), false)).by, 'enrolment network')
  assert.ok((await gate.admit(claimed(5, 'a5', 'elsewhere'))).admitted)
  assert.equal((await gate.decide(claimed(6, 'a6', 'far away'), false)).by, 'enrolment block')
})

test('a notice waits for no code and takes nothing from codes, and has an end of its own', async (t) => {
  const number = { tenMinutes: 1, day: 1 }
  const { gate } = await gateWith(t, { number, gapSeconds: [30], notices: { day: 2 } })
  const notice = { ...one(1), purpose: 'notice' }
  assert.ok((await gate.admit(one(1))).admitted)
  assert.ok((await gate.admit(notice)).admitted)
  assert.ok((await gate.admit(notice)).admitted)
  assert.equal((await gate.decide(notice, false)).by, 'notices')
})

const few = { hour: 9, day: 9 }
const tight: Readonly<Record<string, Partial<SendLimits>>> = {
  'number in ten minutes': { number: { tenMinutes: 1, day: 9 } },
  'number in a day': { number: { tenMinutes: 9, day: 1 } },
  'account in ten minutes': { account: { tenMinutes: 1, day: 9 } },
  'account in a day': { account: { tenMinutes: 9, day: 1 } },
  'account by the gap': { gapSeconds: [30] },
  'network in an hour': { network: { hour: 1 } },
  'block in an hour': { block: { ...few, hour: 1 } },
  'block in a day': { block: { ...few, day: 1 } },
  'country in an hour': { country: { ...few, hour: 1 } },
  'country in a day': { country: { ...few, day: 1 } },
  'client in an hour': { client: { ...few, hour: 1 } },
  'client in a day': { client: { ...few, day: 1 } },
  'all in a minute': { all: { minute: 1, day: 9 } },
  'all in a day': { all: { minute: 9, day: 1 } },
}

for (const [title, limits] of Object.entries(tight)) {
  test(`a budget of its own refuses the second message: ${title}`, async (t) => {
    const { gate, events } = await gateWith(t, limits)
    const [name = ''] = title.split(' ')
    // What the budget is not about differs from one message to the next.
    const next = (index: number) => ({
      ...to(
        name === 'number' ? '+94771234567' : `+9477123${4000 + index}`,
        name === 'account' ? 'a' : `a${index}`,
      ),
      network: '192.0.2.7',
    })
    assert.ok((await gate.admit(next(1))).admitted)
    const second = await gate.admit(next(2))
    assert.ok(!second.admitted && second.why === 'limited' && second.retryIn > 0)
    assert.equal(events.at(-1)?.by, name)
    if (name !== 'network') return
    const { network: _, ...known } = next(3)
    assert.ok((await gate.admit(known)).admitted, 'a browser that signed in before is not counted there')
  })
}
