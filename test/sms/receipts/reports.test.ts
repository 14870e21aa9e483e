import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReceiptSettings } from '../../../src/sms/gateway-settings.ts'
import { readReports } from '../../../src/sms/receipts/reports.ts'

const secret = 's'.repeat(32)
const twilio: ReceiptSettings = {
  secret,
  messageId: ['MessageSid'],
  status: ['MessageStatus'],
  arrived: ['delivered'],
  failed: ['undelivered', 'failed'],
}
const bulksms: ReceiptSettings = {
  secret,
  messageId: ['id'],
  status: ['status', 'type'],
  arrived: ['DELIVERED'],
  failed: ['FAILED'],
}
const infobip: ReceiptSettings = {
  secret,
  messageId: ['results', '*', 'messageId'],
  status: ['results', '*', 'status', 'groupName'],
  arrived: ['DELIVERED'],
  failed: ['UNDELIVERABLE', 'EXPIRED', 'REJECTED'],
}
const kannel: ReceiptSettings = {
  secret,
  messageId: ['id'],
  status: ['s'],
  arrived: ['1'],
  failed: ['2', '16'],
}

test('a form or a query names one message', () => {
  assert.deepEqual(readReports(twilio, { MessageSid: 'SM1', MessageStatus: 'delivered', To: '+94' }), [
    { messageId: 'SM1', receipt: 'arrived' },
  ])
  assert.deepEqual(readReports(kannel, { id: '7', s: '16' }), [{ messageId: '7', receipt: 'undelivered' }])
  assert.deepEqual(readReports(kannel, { id: 7, s: 1 }), [{ messageId: '7', receipt: 'arrived' }])
})

test('a status counts in any case, and one that the file does not name says nothing', () => {
  const status = (MessageStatus: string) => readReports(twilio, { MessageSid: 'SM1', MessageStatus })
  assert.equal(status('Undelivered')[0]?.receipt, 'undelivered')
  for (const other of ['queued', 'sent', '', 'delivered '] as const) assert.deepEqual(status(other), [])
})

test('an id that had to be rounded is no id', () => {
  const json = (id: string) => JSON.parse(`{"id":${id},"s":1}`)
  assert.deepEqual(readReports(kannel, json('1234567890123456789')), [])
  assert.deepEqual(readReports(kannel, json('9007199254740991')), [
    { messageId: '9007199254740991', receipt: 'arrived' },
  ])
})

test('a list is read item by item, and an empty one is a test of the address', () => {
  const item = (id: string, type: string) => ({ id, status: { type } })
  assert.deepEqual(readReports(bulksms, []), [])
  assert.deepEqual(readReports(bulksms, [item('1', 'DELIVERED'), item('2', 'SENT'), item('3', 'FAILED')]), [
    { messageId: '1', receipt: 'arrived' },
    { messageId: '3', receipt: 'undelivered' },
  ])
  const results = [
    { messageId: 'a', status: { groupName: 'DELIVERED' } },
    { messageId: 'b', status: { groupName: 'REJECTED' } },
  ]
  assert.deepEqual(readReports(infobip, { results }), [
    { messageId: 'a', receipt: 'arrived' },
    { messageId: 'b', receipt: 'undelivered' },
  ])
})

test('a status belongs to the id beside it and to no other', () => {
  const delivered = { status: { groupName: 'DELIVERED' } }
  assert.deepEqual(readReports(infobip, { results: [{ messageId: 'a' }, delivered] }), [])
  assert.deepEqual(
    readReports(infobip, { results: [{ messageId: 'a' }, { messageId: 'b', ...delivered }] }),
    [{ messageId: 'b', receipt: 'arrived' }],
  )
  const once = { ...infobip, status: ['event'] }
  assert.deepEqual(readReports(once, { event: 'delivered', results: [{ messageId: 'a' }] }), [
    { messageId: 'a', receipt: 'arrived' },
  ])
})

test('whatever is posted is read or left alone, and no more than a hundred items of it', () => {
  for (const strange of [
    undefined,
    null,
    'text',
    5,
    [[]],
    [null],
    { MessageSid: {}, MessageStatus: 'delivered' },
  ])
    assert.deepEqual(readReports(twilio, strange), [])
  assert.deepEqual(readReports({ ...twilio, status: ['constructor', 'name'] }, { MessageSid: 'SM1' }), [])
  const many = Array.from({ length: 1000 }, (_, id) => ({ id, status: { type: 'DELIVERED' } }))
  assert.equal(readReports(bulksms, many).length, 100)
})
