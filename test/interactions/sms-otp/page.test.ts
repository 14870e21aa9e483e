import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { plainPage } from '../../../interactions/sms-otp/page.ts'
import { codePage } from '../pages/variant-parts.ts'

/** What can be done on the plain page with this newest message and this one whose code counts. */
function offered(delivery: 'refused' | 'barred', message: number, live: number) {
  const root = parse(plainPage(codePage({ delivery, message, live })))
  return {
    text: root.text,
    codes: root.querySelectorAll('input[name=code]').length,
    buttons: root.querySelectorAll('button').map((button) => button.text),
  }
}

test('the plain page offers a number that no message goes to no further one, and no field without a code', () => {
  const refused = offered('refused', 1, 1)
  assert.deepEqual([refused.codes, refused.buttons], [1, ['Continue', 'Send a new message', 'Cancel']])
  const barred = offered('barred', 1, 1)
  assert.deepEqual([barred.codes, barred.buttons], [0, ['Cancel']])
  assert.match(barred.text, /messages cannot go to this number; ask the people who run this service\./)
  const again = offered('barred', 2, 1)
  assert.deepEqual([again.codes, again.buttons], [1, ['Continue', 'Cancel']])
})
