import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SendReport } from '../../src/sms/gateway.ts'
import { createSender } from '../../src/sms/sender.ts'
import { fakeGateway, message, settingsFor } from './fake-gateway.ts'

test('the first enabled gateway sends, and each send is reported once', async () => {
  await using off = await fakeGateway()
  await using first = await fakeGateway()
  await using second = await fakeGateway()
  const reports: SendReport[] = []
  const sender = createSender({
    gateways: [
      settingsFor(off.origin, { name: 'off', enabled: false }),
      settingsFor(first.origin, { name: 'first' }),
      settingsFor(second.origin, { name: 'second' }),
    ],
    onResult: (report) => reports.push(report),
  })
  assert.deepEqual(await sender.send(message), { status: 'accepted', gateway: 'first' })
  await sender.close()
  assert.deepEqual(
    [off, first, second].map((gateway) => gateway.received.length),
    [0, 1, 0],
  )
  assert.deepEqual(
    reports.map(({ gateway, outcome, status }) => ({ gateway, outcome, status })),
    [{ gateway: 'first', outcome: 'accepted', status: 202 }],
  )
})

test('every send ends within the deadline of its gateway', async () => {
  await using gateway = await fakeGateway(() => {})
  const sender = createSender({ gateways: [settingsFor(gateway.origin, { deadlineMs: 300 })] })
  const began = performance.now()
  assert.equal((await sender.send(message)).status, 'unknown')
  assert.ok(performance.now() - began < 1500)
  await sender.close()
})

test('without an enabled gateway a message is refused, and the report says so', async () => {
  const reports: SendReport[] = []
  const sender = createSender({ gateways: [], onResult: (report) => reports.push(report) })
  assert.deepEqual(await sender.send(message), { status: 'refused' })
  assert.equal(reports[0]?.reason, 'no gateway is enabled')
})

test('closing lets a send under way finish and refuses the next one', async () => {
  await using gateway = await fakeGateway(async (response) => {
    await sleep(150)
    response.writeHead(202).end()
  })
  const sender = createSender({ gateways: [settingsFor(gateway.origin)] })
  const sending = sender.send(message)
  const closing = sender.close()
  assert.deepEqual(await sender.send(message), { status: 'refused' })
  await closing
  assert.equal((await sending).status, 'accepted')
  assert.equal(gateway.received.length, 1)
})

test('a gateway that cannot make a request stops the start, by name', () => {
  const broken = settingsFor('https://gateway.example', { name: 'plivo', payload: '{"to":$ctx.nmu}' })
  assert.throws(() => createSender({ gateways: [broken] }), /^TemplateError: gateway plivo, payload: /)
})
