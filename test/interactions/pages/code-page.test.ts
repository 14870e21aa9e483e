import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { createPages } from '../../../interactions/pages/index.ts'
import { textOf, the } from './look.ts'
import { codePage } from './variant-parts.ts'

const pages = createPages({ applicationName: 'Acme Accounts' })

function codeText(...parts: Parameters<typeof codePage>): string {
  return textOf(pages.render(codePage(...parts), ['en']))
}

test('the code field is one field that phones fill in, with room for a pasted code with spaces', () => {
  const field = the(parse(pages.render(codePage(), [])), 'input[name=code]')
  assert.equal(field.getAttribute('autocomplete'), 'one-time-code')
  assert.equal(field.getAttribute('inputmode'), 'numeric')
  assert.ok(Number(field.getAttribute('maxlength')) >= '123 456'.length)
  assert.equal(field.getAttribute('pattern'), undefined)
  const letters = the(parse(pages.render(codePage({}, { numeric: false }), [])), 'input[name=code]')
  assert.equal(letters.getAttribute('inputmode'), 'text')
})

test('the code page tells what became of the message, and which message to use', () => {
  assert.match(codeText({ delivery: 'sending' }), /to •••• 1234 is on its way/)
  assert.match(codeText(), /We sent a text message to •••• 1234/)
  assert.match(codeText({ delivery: 'unknown' }), /do not know whether/)
  assert.match(
    codeText({ delivery: 'refused' }),
    /could not be sent\. 6-digit/,
    'no expiry of a code nobody got',
  )
  assert.match(
    codeText({ message: 2, live: 2 }),
    /Message 2 was sent to •••• 1234\. Use the code from message 2/,
  )
  const second = codeText({ message: 2, live: 1, delivery: 'refused' })
  assert.match(second, /Message 2 could not be sent\. You can still use the code from message 1/)
  assert.match(codeText({ message: 3, live: 3 }, { problem: 'old' }), /Use the code from message 3/)
})

test('a number that no message goes to is offered no code, but other ways, the way out and whom to ask', () => {
  const ways = { backupAction: '/backup', correctAction: '/correct' }
  const page = (message: number, live: number) =>
    parse(pages.render(codePage({ delivery: 'barred', message, live, resendIn: 0 }, ways), ['en']))
  const first = page(1, 1)
  assert.equal(the(first, 'h1').text, 'No code can be sent')
  assert.match(the(first, 'title').text, /^No code can be sent · /)
  assert.match(
    the(first, '#code-delivery').text,
    /cannot send any to •••• 1234\. Ask the people who run it\./,
  )
  assert.equal(first.querySelectorAll('form.code, form.resend, #resend-title').length, 0)
  const links = first.querySelectorAll('.ways a').map((link) => link.getAttribute('href'))
  assert.deepEqual(links, ['/correct', '/backup'])
  the(first, 'form.cancel')
  // The code of the message before still counts.
  const second = page(2, 1)
  assert.equal(the(second, 'h1').text, 'Enter your code')
  the(second, 'form.code')
  assert.equal(second.querySelectorAll('form.resend, #resend-title').length, 0)
})

test('why a message was refused is not told: the page is the same for every number', () => {
  const number = '•••• 1234'
  assert.ok(!codeText({ delivery: 'refused' }, { number }).includes('1234'))
})

test('tries are counted out only when few are left, times and messages always', () => {
  assert.doesNotMatch(codeText({ triesLeft: 4 }), /tries/)
  assert.match(codeText({ triesLeft: 3 }), /3 tries left/)
  assert.match(codeText({ triesLeft: 1 }, { problem: 'wrong' }), /not right.* 1 try left/)
  assert.match(codeText({ expiresIn: 61_000 }), /2 more minutes/)
  assert.match(codeText({ expiresIn: 60_000 }), /1 more minute\./)
  assert.match(codeText(), /You can ask again in 28 s\. 3 more messages can be sent/)
  assert.match(codeText({ resendIn: 100_000 }), /in 1:40 min/)
})

test('somebody who comes back to a dead code is told so, and led to a new one or out', () => {
  assert.match(codeText({ expiresIn: 0 }), /has expired\. Ask for a new one/)
  assert.match(codeText({ triesLeft: 0 }), /one wrong code too many\. Ask for a new one/)
  const over = pages.render(codePage({ triesLeft: 0, resendsLeft: 0 }), [])
  assert.match(textOf(over), /Cancel, then sign in again later/)
  assert.equal(parse(over).querySelectorAll('form.resend').length, 0)
  const dead = parse(pages.render(codePage({ expiresIn: 0, resendIn: 0 }), []))
  assert.equal(the(dead, '[autofocus]').tagName, 'BUTTON')
})

test('a problem is announced and tied to the field; one about asking for messages does not call the code wrong', () => {
  const wrong = parse(pages.render(codePage({}, { problem: 'wrong' }), []))
  assert.equal(the(wrong, '[role=alert]').id, 'code-problem')
  assert.equal(the(wrong, '#code').getAttribute('aria-invalid'), 'true')
  assert.equal(the(wrong, '#code').getAttribute('aria-errormessage'), 'code-problem')
  const early = parse(pages.render(codePage({}, { problem: 'cooldown' }), []))
  the(early, '[role=alert]')
  assert.equal(the(early, '#code').getAttribute('aria-invalid'), undefined)
})
