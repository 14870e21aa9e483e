import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { createGateway } from '../../src/sms/gateway.ts'
import type { GatewaySettings } from '../../src/sms/gateway-settings.ts'
import { fakeGateway, message, settingsFor } from './fake-gateway.ts'
import { send } from './one-send.ts'

const outcomes = {
  accepted: [200, 201, 202],
  refused: [301, 307, 308, 400, 401, 402, 403, 404, 405, 410, 413, 422, 429],
  unknown: [203, 204, 302, 303, 304, 408, 500, 501, 502, 504, 507],
} as const

for (const [outcome, statuses] of Object.entries(outcomes)) {
  test(`an answer ${statuses.join(', ')} counts as ${outcome}, after one request`, async () => {
    for (const status of statuses) {
      await using gateway = await fakeGateway((response) => response.writeHead(status).end('{}'))
      const report = await send(gateway.origin)
      assert.deepEqual([report.outcome, report.status], [outcome, status])
      assert.equal(gateway.received.length, 1)
    }
  })
}

test('the expected answers are those of the settings alone', async () => {
  await using gateway = await fakeGateway((response) => response.writeHead(200).end())
  const expectedStatus = [{ from: 201, to: 299 }]
  assert.equal((await send(gateway.origin, { expectedStatus })).outcome, 'unknown')
})

test('a redirect is not followed: neither code nor credentials go where the file does not say', async () => {
  await using inside = await fakeGateway()
  for (const status of [301, 302, 303, 307, 308]) {
    await using gateway = await fakeGateway((response) =>
      response.writeHead(status, { location: `${inside.origin}/latest/meta-data` }).end(),
    )
    assert.notEqual((await send(gateway.origin)).outcome, 'accepted')
    assert.equal(gateway.received.length, 1)
  }
  assert.equal(inside.connections(), 0)
})

test('a gateway that never answers ends as unknown at the deadline, after one request', async () => {
  await using gateway = await fakeGateway(() => {})
  const { outcome, reason, milliseconds } = await send(gateway.origin)
  assert.deepEqual([outcome, reason], ['unknown', 'deadline'])
  assert.ok(milliseconds >= 380 && milliseconds < 1500, String(milliseconds))
  assert.equal(gateway.received.length, 1)
})

test('a body that never ends holds nobody longer than the deadline; the status has said what became of the message', async () => {
  const trickle = (response: ServerResponse) => {
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  }
  await using gateway = await fakeGateway((response) => trickle(response.writeHead(202)))
  const { outcome, reason, milliseconds } = await send(gateway.origin)
  assert.deepEqual([outcome, reason], ['accepted', 'status among response_codes, answer cut short'])
  assert.ok(milliseconds < 1500, String(milliseconds))
})

test('a hung gateway holds ten requests, 200 more wait for no longer than the deadline, the rest is refused at once', async () => {
  await using gateway = await fakeGateway(() => {})
  const { send: post, close } = createGateway(settingsFor(gateway.origin))
  const began = performance.now()
  const outcomes = await Promise.all(
    Array.from({ length: 250 }, () => post(message, AbortSignal.timeout(500))),
  )
  close()
  const count = (status: string) => outcomes.filter((outcome) => outcome.status === status).length
  assert.deepEqual([count('unknown'), count('refused')], [10, 240])
  assert.equal(gateway.received.length, 10)
  assert.ok(performance.now() - began < 3000)
})

test('server-side request forgery: private addresses are refused by figure and by name unless the file allows them', async () => {
  await using gateway = await fakeGateway()
  for (const host of [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '0x7f.1',
    '192.168.0.1',
  ]) {
    const settings = settingsFor(`http://${host}:${gateway.port}`, { allowPrivate: false })
    assert.throws(() => createGateway(settings), /gateway fake, url: a private address/, host)
  }
  const { outcome, reason } = await send(`http://localhost:${gateway.port}`, {
    allowPrivate: false,
    deadlineMs: 3000,
  })
  assert.deepEqual([outcome, reason], ['refused', 'EPRIVATE'])
  assert.equal(gateway.connections(), 0)
})

test('a number that is not plain E.164 is refused: it could name several recipients', async () => {
  await using gateway = await fakeGateway()
  for (const to of ['94778888888', '+9477<9478', '+94 77', '+94778888888,+94778888889', '+1', '']) {
    assert.equal((await send(gateway.origin, {}, { to })).outcome, 'refused', to)
  }
  assert.equal(gateway.connections(), 0)
})

test('a text that its place cannot hold is refused and nothing is sent', async () => {
  await using gateway = await fakeGateway()
  const headers = [{ name: 'X-Text', value: '$ctx.msg' }]
  const { outcome, reason } = await send(gateway.origin, { headers, payload: '' })
  assert.equal(outcome, 'refused')
  assert.match(reason, /header X-Text: only printable ASCII/)
  assert.equal(gateway.connections(), 0)
})

test('keys, codes, texts, numbers and what the gateway answers appear in no report', async () => {
  const canary = 'canary-8812'
  const secret: Partial<GatewaySettings> = {
    headers: [{ name: 'Authorization', value: `Bearer ${canary}` }],
    payload: `{"key":"${canary}","to":"$ctx.num","text":"$ctx.msg"}`,
  }
  const behaviours = [
    (response: ServerResponse) => response.writeHead(202).end(canary),
    (response: ServerResponse) => response.writeHead(401, canary, { location: canary }).end(canary),
    (response: ServerResponse) => response.destroy(),
    () => {},
  ]
  const said: string[] = []
  for (const behaviour of behaviours) {
    await using gateway = await fakeGateway(behaviour)
    const url = `${gateway.origin}/${canary}?key=${canary}&to=$ctx.num`
    said.push(
      JSON.stringify(await send('', { ...secret, url }, { text: `${canary} 482913`, code: '482913' })),
    )
  }
  const header = [{ name: 'X-Text', value: `${canary} $ctx.msg` }]
  said.push(
    JSON.stringify(
      await send('http://127.0.0.1:9', { headers: header, payload: '' }, { text: `${canary}\n482913` }),
    ),
  )
  assert.doesNotMatch(said.join('\n'), /canary|482913|94778888888|7788|127\.0\.0\.1/)
})
