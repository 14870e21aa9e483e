import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskNumber } from '../../../interactions/sms-otp/mask.ts'
import { messageText } from '../../../interactions/sms-otp/message.ts'
import { segmentsOf } from '../../../src/sms/gsm7.ts'

const facts = {
  application: 'Latchkey',
  code: '012345',
  minutes: 5,
  message: 1,
  host: 'login.example.com',
  locales: [],
}

test('the last line of a message binds the code to our host, and nothing comes after it', () => {
  const text = messageText(facts)
  assert.equal(text.split('\n').at(-1), '@login.example.com #012345')
  assert.match(text, /^012345 is your Latchkey code\. Valid for 5 minutes\. Never share it\./)
})

test('from the second message on, its number tells which code to type', () => {
  assert.ok(!messageText(facts).includes('message'))
  assert.match(messageText({ ...facts, message: 2 }), /code \(message 2\)\./)
})

test('a message fits one segment with the longest name, code and life allowed and a host of 40 characters', () => {
  const text = messageText({
    application: 'Ä'.repeat(30),
    code: '0123456789',
    minutes: 10,
    message: 6,
    locales: [],
    host: 'identity.accounts.department.example.com',
  })
  assert.equal(text.length, 160)
  assert.deepEqual(segmentsOf(text), { encoding: 'gsm7', count: 1 })
})

test('a masked number shows its last digits only, and never more than a third of it', () => {
  assert.equal(maskNumber('+447700900123'), '•••• 0123')
  assert.equal(maskNumber('+6771234'), '•••• 34')
})
