import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeGateway, settingsFor } from './fake-gateway.ts'
import { gatewayThat, sendThrough } from './gateways.ts'

const withId = { payload: '{"to":"$ctx.num","text":"$ctx.msg","id":"$ctx.id","at":$ctx.time}' }

test('a gateway that recognises messages is asked the very same a second time when the first left doubt', async () => {
  await using gateway = await fakeGateway((response) => {
    if (gateway.received.length === 1) response.socket?.resetAndDestroy()
    else response.writeHead(202).end()
  })
  const settings = settingsFor(gateway.origin, { ...withId, deduplicates: true })
  const { last, reports } = await sendThrough([settings], {})
  assert.equal(last?.status, 'accepted')
  assert.deepEqual(
    reports.map(({ attempt, outcome }) => [attempt, outcome]),
    [
      [1, 'unknown'],
      [2, 'accepted'],
    ],
  )
  const [first, second] = gateway.received
  assert.deepEqual(first?.body, second?.body)
})

test('a refusal of the repetition takes the doubt about the first one not away', async () => {
  await using gateway = await fakeGateway((response) => {
    if (gateway.received.length === 1) response.socket?.resetAndDestroy()
    else response.writeHead(409).end()
  })
  await using second = await gatewayThat('accept', { name: 'second', priority: 200 })
  const settings = settingsFor(gateway.origin, { ...withId, deduplicates: true })
  const { last } = await sendThrough([settings, second.settings], {})
  assert.equal(last?.status, 'unknown')
  assert.equal(second.asked(), 0)
})

test('without that, doubt is never followed by a second request', async () => {
  await using gateway = await gatewayThat('reset-after-accept')
  const { last } = await sendThrough([gateway.settings], {})
  assert.equal(last?.status, 'unknown')
  assert.equal(gateway.asked(), 1)
})

test('a gateway that asks for a moment gets it, once', async () => {
  let answers = 0
  await using gateway = await fakeGateway((response) => {
    answers += 1
    if (answers === 1) response.writeHead(429, { 'Retry-After': '1' }).end()
    else response.writeHead(202).end()
  })
  const { last } = await sendThrough([settingsFor(gateway.origin)], {})
  assert.equal(last?.status, 'accepted')
  assert.equal(answers, 2)
})
