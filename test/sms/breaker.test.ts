import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker } from '../../src/sms/breaker.ts'
import { type Judgement, refusal } from '../../src/sms/outcome.ts'
import { gatewayThat, sendThrough } from './gateways.ts'

const accepted: Judgement = { outcome: 'accepted', class: 'accepted', reason: 'accepted' }
const broken: Judgement = {
  outcome: 'unknown',
  class: 'unknown',
  reason: 'status not among response_codes',
  status: 500,
}

let recipients = 0
/** A message to somebody else each time. */
const somebody = () => `+94${recipients++}`

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) await work()
}

test('five failures in a row open it, one message probes after a while, and success closes it', async ({
  mock,
}) => {
  mock.timers.enable({ apis: ['Date'] })
  const breaker = createBreaker()
  let calls = 0
  const answer = (judgement: Judgement) =>
    breaker.run(somebody(), async () => {
      calls += 1
      return judgement
    })
  await repeat(4, () => answer(broken))
  await answer(accepted)
  await repeat(5, () => answer(broken))
  assert.equal(calls, 10)
  assert.equal((await answer(accepted)).reason, 'circuit open')
  assert.equal(calls, 10)
  mock.timers.tick(180_000)
  assert.equal((await answer(accepted)).outcome, 'accepted')
  assert.equal((await answer(accepted)).outcome, 'accepted')
})

test('while one message probes, the others are refused at once', async ({ mock }) => {
  mock.timers.enable({ apis: ['Date'] })
  const breaker = createBreaker()
  await repeat(5, () => breaker.run(somebody(), async () => broken))
  mock.timers.tick(180_000)
  let answer = (_: Judgement) => {}
  const probe = breaker.run(
    somebody(),
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
  )
  assert.equal((await breaker.run(somebody(), async () => accepted)).reason, 'circuit open')
  answer(accepted)
  assert.equal((await probe).outcome, 'accepted')
  assert.equal((await breaker.run(somebody(), async () => accepted)).outcome, 'accepted')
})

test('what a gateway says about recipients does not open it', async () => {
  const breaker = createBreaker()
  await repeat(20, () =>
    breaker.run(somebody(), async () => refusal('status not among response_codes', 'recipient-refused')),
  )
  assert.equal((await breaker.run(somebody(), async () => accepted)).outcome, 'accepted')
})

test('one number that is always answered with a failure opens nothing, a gateway that is not there does', async () => {
  const breaker = createBreaker()
  const forbidden = { ...refusal('status not among response_codes', 'set-up-wrong'), status: 403 }
  await repeat(20, () => breaker.run('+94770000001', async () => forbidden))
  assert.equal((await breaker.run('+94770000002', async () => accepted)).outcome, 'accepted')
  await repeat(5, () => breaker.run('+94770000001', async () => refusal('ECONNREFUSED')))
  assert.equal((await breaker.run('+94770000002', async () => accepted)).reason, 'circuit open')
})

test('a gateway that asks to be left alone is left alone that long', async () => {
  let now = 0
  const breaker = createBreaker(() => now)
  await breaker.run(somebody(), async () => ({
    ...refusal('status not among response_codes'),
    retryAfterMs: 30_000,
  }))
  now = 29_999
  assert.equal((await breaker.run(somebody(), async () => accepted)).reason, 'asked to be left alone')
  now = 30_000
  assert.equal((await breaker.run(somebody(), async () => accepted)).outcome, 'accepted')
})

test('a gateway that took a message, or refused one number, has not asked to be left alone', async () => {
  const breaker = createBreaker()
  for (const judgement of [accepted, refusal('status not among response_codes', 'recipient-refused')]) {
    await breaker.run(somebody(), async () => ({ ...judgement, retryAfterMs: 60_000 }))
    assert.equal((await breaker.run(somebody(), async () => accepted)).outcome, 'accepted')
  }
})

test('messages go to the next gateway while the breaker of the first is open', async () => {
  await using first = await gatewayThat('broken', { priority: 1 })
  await using second = await gatewayThat('accept')
  const { outcomes } = await sendThrough(
    [first.settings, second.settings],
    ...Array.from({ length: 7 }, (_, index) => ({ to: `+9477888888${index}` })),
  )
  assert.deepEqual(
    outcomes.map(({ status, gateway }) => `${gateway} ${status}`),
    [...Array(5).fill('broken unknown'), ...Array(2).fill('accept accepted')],
  )
  assert.equal(first.asked(), 5)
})
