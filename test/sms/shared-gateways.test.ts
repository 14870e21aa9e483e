import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSender } from '../../src/sms/sender.ts'
import { shareGateways } from '../../src/sms/shared-gateways.ts'
import { fakeGateway, message, settingsFor } from './fake-gateway.ts'

test('a gateway with the same settings keeps what is known of it from one sender to the next; a changed one begins anew', async () => {
  await using broken = await fakeGateway((response) => response.writeHead(500).end())
  await using fine = await fakeGateway()
  const open = shareGateways(() => {})
  const gateways = () => [
    settingsFor(broken.origin, { name: 'broken', priority: 1 }),
    settingsFor(fine.origin, { name: 'fine', priority: 2 }),
  ]
  const first = createSender({ gateways: gateways(), open })
  for (let time = 0; time < 5; time += 1) await first.send({ ...message, to: `+9477888000${time}` })
  const known = new Map([
    ['broken', true],
    ['fine', false],
  ])
  assert.deepEqual(first.leftAlone(), known)
  const second = createSender({ gateways: gateways(), open })
  await first.close()
  assert.deepEqual(second.leftAlone(), known)
  const beside = createSender({ gateways: gateways(), open })
  assert.deepEqual(beside.leftAlone(), known, 'one that has it is enough')
  await beside.close()
  assert.deepEqual(await second.send(message), { status: 'accepted', gateway: 'fine' })
  const [changed, ...others] = gateways()
  assert.ok(changed)
  const third = createSender({ gateways: [{ ...changed, deadlineMs: 1234 }, ...others], open })
  assert.equal(third.leftAlone().get('broken'), false)
  await second.close()
  assert.deepEqual((await third.send({ ...message, avoid: ['broken'] })).status, 'accepted')
  await third.close()
  const fourth = createSender({ gateways: gateways(), open })
  assert.equal(fourth.leftAlone().get('broken'), false, 'nobody had it any more: it was closed')
  await fourth.close()
})
