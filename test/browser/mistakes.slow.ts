import assert from 'node:assert/strict'
import { test } from 'node:test'
import { begin, codeFrom, press, provePassword, see, seeHeading, typeCode, wrongCode } from './person.ts'
import { signedIn, upToTheCode, visitors } from './visitor.ts'

/* What goes wrong at the two steps: each time a page that says what to do, and never a message more than asked for. */

const visit = visitors()

test('a wrong password says so, keeps the name, and lets the person try again', async () => {
  const { page, house, sent } = await visit()
  await begin(page, house)
  await page.getByLabel(/^Username/).fill('alice')
  await page.getByLabel('Password').fill('not it')
  await press(page, 'Continue')
  await see(page, 'The username or the password is not right.')
  assert.equal(await page.getByLabel(/^Username/).inputValue(), 'alice')
  assert.equal(await page.getByLabel('Password').inputValue(), '')
  await provePassword(page)
  await codeFrom(house, sent + 1)
})

test('a wrong code says so, a refresh asks nothing of the gateway, and the right one still works', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const code = await upToTheCode(visitor)
  await typeCode(page, wrongCode(code))
  await see(page, 'That code is not right.')
  await page.reload()
  await see(page, 'That code is not right.')
  await typeCode(page, code)
  await seeHeading(page, signedIn)
  await codeFrom(house, sent + 1)
})

test('after a resend the old code is recognised, and the page names the message to use', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const old = await upToTheCode(visitor)
  await press(page, 'Send a new code')
  await see(page, /^Message 2/)
  const fresh = await codeFrom(house, sent + 2)
  await typeCode(page, old)
  await see(page, /from an earlier message. Use the code from message 2/)
  await typeCode(page, fresh)
  await seeHeading(page, signedIn)
  await codeFrom(house, sent + 2)
})

test('asking twice at once for a new code sends one, even where no script holds the second click back', async () => {
  const visitor = await visit({ javaScriptEnabled: false })
  const { page, house, sent } = visitor
  await upToTheCode(visitor)
  await page.getByRole('button', { name: 'Send a new code' }).dblclick()
  await see(page, /^Message 2/)
  await typeCode(page, await codeFrom(house, sent + 2))
  await seeHeading(page, signedIn)
  await codeFrom(house, sent + 2)
})

test('asking for a new code too early is refused with the time to wait', async () => {
  const visitor = await visit({ javaScriptEnabled: false })
  const { page, house, sent } = visitor
  await upToTheCode(visitor)
  await press(page, 'Send a new code')
  await see(page, /^Message 2/)
  await press(page, 'Send a new code')
  await see(page, /a moment ago/)
  await see(page, /You can ask again in/)
  await codeFrom(house, sent + 2)
})

test('where scripts run a new code is not offered before its time', async () => {
  const visitor = await visit()
  const { page } = visitor
  await upToTheCode(visitor)
  await press(page, 'Send a new code')
  await see(page, /^Message 2/)
  await see(page, /You can ask again in/)
  assert.ok(await page.getByRole('button', { name: 'Send a new code' }).isDisabled())
})

test('too many wrong codes end in a page that says what to do, and no message', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const code = await upToTheCode(visitor)
  for (const left of [/not right/, /3 tries left/, /2 tries left/, /1 try left/, /one wrong code too many/]) {
    await typeCode(page, wrongCode(code))
    await see(page, left)
  }
  await typeCode(page, code)
  await see(page, 'That was one wrong code too many. Ask for a new one.')
  await codeFrom(house, sent + 1)
  await press(page, 'Send a new code')
  await see(page, /^Message 2/)
  await typeCode(page, await codeFrom(house, sent + 2))
  await seeHeading(page, signedIn)
})
