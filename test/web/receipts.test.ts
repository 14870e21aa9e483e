import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import type { SendOutcome } from '../../interactions/sms-otp/ports.ts'
import { StoreUnavailableError } from '../../src/store/store.ts'
import { codeIn } from '../support/phone.ts'
import { form, json, number, openHouse, place, secret, settled } from './receipts-support.ts'

const own = `one/${secret}`

test('a receipt as a query, a form, JSON or a list of JSON is answered 204 and shown', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  assert.deepEqual(await house.bring(own, json([])), { status: 204, body: '' })
  assert.deepEqual(await house.bring(own, json([{ id: 'm1', status: 'queued' }])), { status: 204, body: '' })
  assert.equal(await house.delivery(), 'accepted')
  assert.equal((await house.bring(`${own}?id=m1&status=failed`)).status, 204)
  assert.equal(await house.delivery(), 'undelivered')
  assert.equal((await house.bring(own, form({ id: 'm1', status: 'DELIVERED' }))).status, 204)
  assert.equal(await house.delivery(), 'arrived')
})

test('a receipt that is brought again, or out of order, changes nothing any more', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  for (const status of ['delivered', 'delivered', 'failed', 'failed']) {
    assert.equal((await house.bring(own, json({ id: 'm1', status }))).status, 204)
    assert.equal(await house.delivery(), 'arrived')
  }
})

test('a receipt that is faster than the gateway’s own answer is not lost', async (t) => {
  const house = await openHouse(t)
  const gateway = Promise.withResolvers<SendOutcome>()
  house.answers.push(gateway.promise)
  await (await house.challenges.open(place, number)).dispatch()
  assert.equal((await house.bring(own, json({ id: 'm1', status: 'delivered' }))).status, 204)
  assert.equal(await house.delivery(), 'sending')
  gateway.resolve({ status: 'accepted', gateway: 'one', messageId: 'm1' })
  await settled()
  assert.equal(await house.delivery(), 'arrived')
})

test('a late receipt for an older message does not speak for the newest one', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  const again = await house.challenges.resend(place, number)
  assert.ok('view' in again)
  await again.dispatch()
  await settled()
  await house.bring(own, json({ id: 'm1', status: 'failed' }))
  assert.equal(await house.delivery(), 'accepted')
  assert.equal((await house.store.challenges.view(place))?.message, 2)
})

test('a receipt cannot change who gets in: the code of an undelivered message works, once', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  const code = codeIn(house.sent[0]?.text ?? '')
  const before = await house.store.challenges.view(place)
  await house.bring(own, json({ id: 'm1', status: 'failed' }))
  const after = await house.store.challenges.view(place)
  const standing = (view: typeof before) => [
    view?.id,
    view?.live,
    view?.triesLeft,
    view?.resendsLeft,
    view?.used,
  ]
  assert.deepEqual(standing(after), standing(before))
  assert.deepEqual(await house.challenges.verify(place, number, code), { right: true })
  await house.bring(own, json({ id: 'm1', status: 'delivered' }))
  assert.deepEqual(await house.challenges.verify(place, number, code), {
    right: false,
    problem: 'used',
  })
})

test('a resend is told which gateway carried the message that did not arrive', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  await house.bring(own, json({ id: 'm1', status: 'failed' }))
  const again = await house.challenges.resend(place, number)
  assert.ok('view' in again)
  await again.dispatch()
  assert.deepEqual(
    house.sent.map(({ avoid }) => avoid),
    [undefined, ['one']],
  )
})

test('a wrong secret, another gateway’s name and a gateway without receipts are the same 404', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  const receipt = json({ id: 'm1', status: 'delivered' })
  for (const path of [
    `one/${secret}x`,
    `one/${secret.slice(1)}`,
    `two/${secret}`,
    `silent/${secret}`,
    'silent/undefined',
  ])
    assert.deepEqual(await house.bring(path, receipt), { status: 404, body: '' }, path)
  assert.equal(await house.delivery(), 'accepted')
  assert.deepEqual(house.audited, [])
})

test('where the vendor signs, the secret alone is not enough', async (t) => {
  const house = await openHouse(t, { signature: { scheme: 'twilio', token: 'token' } })
  await house.begin('m1')
  const signed = createHmac('sha1', 'token')
    .update(`${house.issuer}/sms/receipts/${own}idm1statusdelivered`)
    .digest('base64')
  const receipt = { id: 'm1', status: 'delivered' }
  assert.equal((await house.bring(own, form(receipt))).status, 403)
  assert.equal(
    (await house.bring(own, form({ ...receipt, id: 'm2' }, { 'x-twilio-signature': signed }))).status,
    403,
  )
  assert.equal(await house.delivery(), 'accepted')
  assert.equal((await house.bring(own, form(receipt, { 'x-twilio-signature': signed }))).status, 204)
  assert.equal(await house.delivery(), 'arrived')
})

test('a signature over the address vouches for no body that a form’s signature leaves out', async (t) => {
  const house = await openHouse(t, {
    signature: { scheme: 'twilio', token: 'token' },
    messageId: ['data', 'id'],
    status: ['data', 'status'],
  })
  await house.begin('m1')
  const signed = createHmac('sha1', 'token').update(`${house.issuer}/sms/receipts/${own}`)
  const headers = { 'x-twilio-signature': signed.digest('base64') }
  const body = json({ data: { id: 'm1', status: 'failed' } })
  const nested = form({ 'data[id]': 'm1', 'data[status]': 'failed' }, headers)
  assert.equal((await house.bring(own, { ...body, headers: { ...body.headers, ...headers } })).status, 403)
  assert.equal((await house.bring(own, nested)).status, 403)
  assert.equal((await house.bring(own, { method: 'POST', headers })).status, 204)
  assert.equal(await house.delivery(), 'accepted')
})

test('what cannot be read is refused, and no more than 16 kB are', async (t) => {
  const house = await openHouse(t)
  const headers = { 'content-type': 'application/json' }
  assert.equal((await house.bring(own, { method: 'POST', headers, body: '{' })).status, 400)
  assert.equal((await house.bring(own, json({ id: 'x'.repeat(17_000) }))).status, 413)
  assert.equal(
    (await house.bring(own, { method: 'POST', body: 'plain' })).status,
    204,
    'nothing is read of it',
  )
  const nested = 'id[__proto__][x]=1&status=delivered'
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await house.bring(own, { method: 'POST', headers: type, body: nested })).status, 204)
})

test('while the store does not answer the vendor is asked to come again', async (t) => {
  const receipts = {
    expect: () => Promise.reject(new StoreUnavailableError('down')),
    report: () => Promise.reject(new StoreUnavailableError('down')),
  }
  const house = await openHouse(t, {}, { receipts })
  assert.equal((await house.bring(own, json({ id: 'm1', status: 'delivered' }))).status, 503)
  assert.equal(house.reported.length, 1)
})

test('the audit log tells gateway and outcome, and neither number nor text nor secret', async (t) => {
  const house = await openHouse(t)
  await house.begin('m1')
  await house.bring(own, json({ id: 'm1', status: 'delivered', to: number, text: 'the whole text' }))
  await house.bring(own, json({ id: 'unknown', status: 'failed' }))
  const [arrived, ...others] = house.audited
  assert.ok(arrived)
  const { seconds, ...facts } = arrived
  assert.ok(typeof seconds === 'number' && seconds >= 0 && seconds < 60, `${seconds}`)
  assert.deepEqual(facts, {
    event: 'sms.receipt',
    gateway: 'one',
    outcome: 'arrived',
    account: 'ada',
    message: 1,
    language: 'en',
  })
  assert.deepEqual(others, [{ event: 'sms.receipt', gateway: 'one', outcome: 'undelivered' }])
})
