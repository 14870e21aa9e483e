import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { type Mode, modes } from '../../src/demo/gateway-modes.ts'
import { message } from './fake-gateway.ts'
import { gatewayThat, sendThrough } from './gateways.ts'

const secret = 'canary-7f1d0c'
const authentication = { scheme: 'bearer', token: secret } as const

for (const mode of Object.keys(modes) as Mode[]) {
  test(`${mode}: one send is one message at most, in time, and says nothing secret`, async () => {
    await using first = await gatewayThat(mode, { priority: 1, authentication })
    await using second = await gatewayThat('accept', { name: 'second' })
    const began = performance.now()
    const { last, reports } = await sendThrough([first.settings, second.settings], {})
    assert.ok(performance.now() - began < 2500)
    const arrived = first.delivered.length + second.delivered.length
    assert.ok(arrived <= 1, `${arrived} messages`)
    if (last?.status === 'accepted') assert.equal(arrived, 1)
    if (last?.status === 'refused') assert.equal(arrived, 0)
    assert.ok(last && reports.length > 0)
    const said = inspect([last, reports], { depth: 9 })
    for (const hidden of [secret, message.code, message.to.slice(1), message.text]) {
      assert.ok(!said.includes(hidden))
    }
  })
}

test('without a rule for the body, what the status says counts, however the body ends', async () => {
  for (const mode of ['hang-body', 'huge', 'gzip'] as const) {
    await using gateway = await gatewayThat(mode)
    const { response: _, ...settings } = gateway.settings
    const { last } = await sendThrough([settings], {})
    assert.equal(last?.status, 'accepted', mode)
  }
})
