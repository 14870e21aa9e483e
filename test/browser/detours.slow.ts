import assert from 'node:assert/strict'
import { test } from 'node:test'
import { password } from '../support/latchkey.ts'
import { begin, codeFrom, press, provePassword, see, seeHeading, typeCode } from './person.ts'
import { signedIn, upToTheCode, visitors } from './visitor.ts'

/* Ways beside the straight one: each time a page that leads on, and never a message more than asked for. */

const visit = visitors()

test('looking at the code page again, by refresh or by going back and forth, sends nothing', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const code = await upToTheCode(visitor)
  await page.reload()
  await seeHeading(page, 'Enter your code')
  await page.goBack()
  await page.goForward()
  await seeHeading(page, 'Enter your code')
  await codeFrom(house, sent + 1)
  await typeCode(page, code)
  await seeHeading(page, signedIn)
})

test('a login begun again in the same browser leads to the same code', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const code = await upToTheCode(visitor)
  await begin(page, house)
  await provePassword(page)
  await codeFrom(house, sent + 1)
  await typeCode(page, code)
  await seeHeading(page, signedIn)
})

test('going back after the sign-in is over meets a page that leads to the application', async () => {
  const visitor = await visit()
  const { page, house, sent } = visitor
  const code = await upToTheCode(visitor)
  const login = page.url()
  await typeCode(page, code)
  await seeHeading(page, signedIn)
  await page.goBack()
  await page.goto(login)
  await seeHeading(page, 'This sign-in is over')
  await page.getByRole('link', { name: 'Back to Demo application' }).click()
  await seeHeading(page, signedIn)
  await codeFrom(house, sent + 1)
})

for (const javaScriptEnabled of [true, false]) {
  const script = javaScriptEnabled ? 'with the script' : 'without it'
  test(`double clicks on both buttons, ${script}, sign in once and send one message`, async () => {
    const { page, house, sent } = await visit({ javaScriptEnabled })
    await begin(page, house)
    await page.getByLabel(/^Username/).fill('alice')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Continue' }).dblclick()
    await seeHeading(page, 'Enter your code')
    await page.getByLabel(/code$/).fill(await codeFrom(house, sent + 1))
    await page.getByRole('button', { name: 'Continue' }).dblclick()
    await seeHeading(page, signedIn)
    await codeFrom(house, sent + 1)
  })
}

test('one login in two tabs: the code counts in one, the other leads back', async () => {
  const visitor = await visit()
  const { page, house, context, sent } = visitor
  const code = await upToTheCode(visitor)
  const other = await context.newPage()
  await other.goto(page.url())
  await seeHeading(other, 'Enter your code')
  await codeFrom(house, sent + 1)
  await typeCode(page, code)
  await seeHeading(page, signedIn)
  await typeCode(other, code)
  await seeHeading(other, 'This sign-in is over')
  await other.getByRole('link', { name: 'Back to Demo application' }).click()
  await seeHeading(other, signedIn)
  await codeFrom(house, sent + 1)
})

test('two logins in two tabs share one code; the tab that comes late is led on', async () => {
  const visitor = await visit()
  const { page, house, context, sent } = visitor
  const code = await upToTheCode(visitor)
  const other = await context.newPage()
  await begin(other, house)
  await provePassword(other)
  await codeFrom(house, sent + 1)
  await typeCode(page, code)
  await seeHeading(page, signedIn)
  await typeCode(other, code)
  await seeHeading(other, 'Confirm it is you')
  await codeFrom(house, sent + 1)
  await press(other, 'Send me a code')
  await typeCode(other, await codeFrom(house, sent + 2))
  await seeHeading(other, signedIn)
})

for (const step of ['password', 'code'] as const) {
  test(`cancelling at the ${step} tells the application, which says so and leads on`, async () => {
    const visitor = await visit()
    const { page, house, sent } = visitor
    if (step === 'code') await upToTheCode(visitor)
    else await begin(page, house)
    await press(page, 'Cancel and go back to Demo application')
    await see(page, 'The sign-in was cancelled.')
    await see(page, 'access_denied')
    await page.getByRole('link', { name: 'Back to the start' }).click()
    await seeHeading(page, 'Demo application')
    assert.equal((await house.messages()).length, step === 'code' ? sent + 1 : sent)
  })
}

test('a page of a login that was cancelled in another tab leads back to the application', async () => {
  const visitor = await visit()
  const { page, context } = visitor
  const code = await upToTheCode(visitor)
  const other = await context.newPage()
  await other.goto(page.url())
  await press(page, 'Cancel and go back to Demo application')
  await see(page, 'The sign-in was cancelled.')
  await typeCode(other, code)
  await seeHeading(other, 'This sign-in is over')
  await other.getByRole('link', { name: 'Back to Demo application' }).click()
  await seeHeading(other, 'Demo application')
})
