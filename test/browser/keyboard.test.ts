import assert from 'node:assert/strict'
import { test } from 'node:test'
import { password } from '../support/latchkey.ts'
import { untilFocused } from './keys.ts'
import { begin, codeFrom, provePassword, see, seeHeading, wrongCode } from './person.ts'
import { signedIn, upToTheCode, visitors } from './visitor.ts'

const visit = visitors()

test('keys alone sign in, mistakes included: what is to be typed next has the focus each time', async () => {
  const { page, house, sent } = await visit()
  await page.goto(house.application)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await seeHeading(page, 'Sign in')
  await untilFocused(page, 'identifier')
  await page.keyboard.type('alice')
  await page.keyboard.press('Tab')
  await page.keyboard.type('not it')
  await page.keyboard.press('Enter')
  await see(page, 'is not right')
  await untilFocused(page, 'password')
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')

  await seeHeading(page, 'Enter your code')
  await untilFocused(page, 'code')
  const code = await codeFrom(house, sent + 1)
  await page.keyboard.type(wrongCode(code))
  await page.keyboard.press('Enter')
  await see(page, 'is not right')
  await untilFocused(page, 'code')
  await page.keyboard.press('Tab')
  await untilFocused(page, 'Continue')
  await page.keyboard.press('Tab')
  await untilFocused(page, 'Send a new code')
  await page.keyboard.press('Enter')
  await see(page, /^Message 2/)
  await untilFocused(page, 'code')
  await page.keyboard.type(await codeFrom(house, sent + 2))
  await page.keyboard.press('Tab')
  await page.keyboard.press('Space')
  await seeHeading(page, signedIn)
})

test('password managers and phones are told what each field is for', async () => {
  const { page, house } = await visit()
  await begin(page, house)
  const attributes = (name: string) =>
    page
      .locator(`input[name="${name}"]`)
      .evaluate((input) => ['type', 'autocomplete', 'inputmode'].map((key) => input.getAttribute(key)))
  assert.deepEqual(await attributes('identifier'), ['text', 'username', null])
  assert.deepEqual(await attributes('password'), ['password', 'current-password', null])
  await provePassword(page)
  assert.deepEqual(await attributes('code'), ['text', 'one-time-code', 'numeric'])
  assert.equal(await page.locator('input:not([type="hidden"])').count(), 1)
})

test('a code is pasted as people find it, with a space in the middle', async () => {
  const visitor = await visit()
  const { page, house, context } = visitor
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.issuer })
  const code = await upToTheCode(visitor)
  await page.evaluate(`navigator.clipboard.writeText(' ${code.slice(0, 3)} ${code.slice(3)} ')`)
  await untilFocused(page, 'code')
  await page.keyboard.press('ControlOrMeta+v')
  await page.keyboard.press('Enter')
  await seeHeading(page, signedIn)
})

/** The one thing a headless Chromium has not got is a phone: what WebOTP answers is played. */
const playedPhone = `
  const received = new Promise((resolve) => { window.receive = resolve })
  window.OTPCredential = class {}
  navigator.credentials.get = async () => ({ type: 'otp', code: await received })
`

test('a code that the browser hands over is put into the field, and the person sends it', async () => {
  const visitor = await visit()
  const { page } = visitor
  await page.addInitScript({ content: playedPhone })
  const code = await upToTheCode(visitor)
  await page.evaluate(`receive(${JSON.stringify(code)})`)
  await untilFocused(page, 'Continue')
  assert.equal(await page.locator('input[name="code"]').inputValue(), code)
  await page.keyboard.press('Enter')
  await seeHeading(page, signedIn)
})
