import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import type { Page } from '../../../interactions/pages/page.ts'
import { launchBrowser } from '../../support/browser.ts'
import { servePages } from './server.ts'
import { codePage } from './variant-parts.ts'

const browser = await launchBrowser()
after(() => browser.close())

/** A code page in a real browser, under the content security policy it has in life. */
async function open(t: TestContext, page: Page, prepare?: (tab: Tab) => Promise<unknown>) {
  const { urlOf, posts } = await servePages(t, { page })
  const tab = await browser.newPage()
  t.after(() => tab.close())
  const refusals: string[] = []
  tab.on('console', (message) => refusals.push(message.text()))
  tab.on('pageerror', (error) => refusals.push(error.message))
  await prepare?.(tab)
  await tab.goto(urlOf('page'))
  return { tab, posts, refusals }
}

const pasteCode = `(() => {
  const field = document.querySelector('#code')
  field.focus()
  document.execCommand('insertText', false, '123 456')
  return field.value
})()`

test('the wait for a new message is counted down, announced once at its end, and not to be clicked away', async (t) => {
  const { tab, posts, refusals } = await open(t, codePage({ resendIn: 28_000 }), (tab) => tab.clock.install())
  const button = tab.locator('form.resend button')
  const status = tab.locator('[role=status]')
  assert.equal(await button.getAttribute('aria-disabled'), 'true')
  await button.click({ force: true })
  await tab.clock.runFor(5_000)
  assert.match(
    (await tab.textContent('#resend-left')) ?? '',
    /You can ask again in 2[0-3] s\./,
    'the clock goes on by itself, too',
  )
  assert.equal(await status.textContent(), '', 'a screen reader is not told every second')
  await tab.clock.runFor(23_500)
  assert.equal(await status.textContent(), 'You can ask for a new code now.')
  assert.equal(await button.getAttribute('aria-disabled'), null)
  assert.deepEqual(posts, [], 'nothing was sent while waiting')
  await Promise.all([tab.waitForResponse('**/sms-otp/resend'), button.click()])
  assert.deepEqual(posts, ['/interaction/abc/sms-otp/resend'])
  assert.deepEqual(refusals, [], 'the content security policy stops nothing of it')
})

test('the sentence about the lifetime stays true while the page is open', async (t) => {
  const { tab } = await open(t, codePage({ expiresIn: 90_000 }), (tab) => tab.clock.install())
  const sentence = () => tab.textContent('[data-expires-in]')
  assert.equal(await sentence(), 'The code works for 2 more minutes.')
  await tab.clock.runFor(31_000)
  assert.equal(await sentence(), 'The code works for 1 more minute.')
  await tab.clock.runFor(60_000)
  assert.equal(await sentence(), 'This code has expired. Ask for a new one.')
})

test('a double click posts the code once; typing and pasting post nothing and change nothing', async (t) => {
  const { tab, posts } = await open(t, codePage())
  assert.equal(await tab.evaluate(pasteCode), '123 456')
  await tab.waitForTimeout(200)
  assert.deepEqual(posts, [], 'a full field does not submit itself')
  await Promise.all([tab.waitForResponse('**/step'), tab.dblclick('form.code button')])
  await tab.keyboard.press('Enter')
  await tab.waitForTimeout(200)
  assert.deepEqual(posts, ['/interaction/abc/step'])
})

/** Stands in for a phone: the test says when a message arrives, and whether the page still waits for one. */
const phone = `
  window.OTPCredential = class {}
  window.requests = []
  Object.defineProperty(navigator, 'credentials', { value: { get: (options) => new Promise((resolve, reject) => {
    const request = { kinds: options.otp.transport, arrive: (code) => resolve({ code }), over: false }
    window.requests.push(request)
    request.end = new Promise((ended) => options.signal.addEventListener('abort', () => ended('over')))
    request.end.then(() => { request.over = true; reject(options.signal.reason) })
  }) } })`
const withPhone = (tab: Tab) => tab.addInitScript({ content: phone })

test('a phone hands over the code of the message: it lands in the field and is not sent by itself', async (t) => {
  const { tab, posts } = await open(t, codePage(), withPhone)
  assert.deepEqual(await tab.evaluate('requests.map(({ kinds }) => kinds)'), [['sms']])
  await tab.evaluate('requests[0].arrive("123456"), new Promise((resolve) => setTimeout(resolve))')
  assert.equal(await tab.inputValue('#code'), '123456')
  assert.equal(await tab.evaluate('document.activeElement.textContent'), 'Continue')
  assert.deepEqual(posts, [])
})

test('the page stops listening for a message when a form is sent, and when the code expires', async (t) => {
  const sent = await open(t, codePage(), withPhone)
  await sent.tab.fill('#code', '123456')
  await Promise.all([sent.tab.waitForResponse('**/step'), sent.tab.click('form.code button')])
  assert.equal(await sent.tab.evaluate('requests[0].over'), true)
  const expired = await open(t, codePage({ expiresIn: 500 }), withPhone)
  assert.equal(await expired.tab.evaluate('requests[0].end'), 'over')
})

test('a code that can no longer be right is not listened for', async (t) => {
  const { tab } = await open(t, codePage({ expiresIn: 0 }), withPhone)
  await tab.waitForLoadState('load')
  assert.deepEqual(await tab.evaluate('requests'), [])
})

test('without JavaScript the page is whole: a new message can be asked for, and the server says when it is too early', async (t) => {
  const { urlOf, posts } = await servePages(t, { page: codePage({ resendIn: 28_000 }) })
  const tab = await browser.newPage({ javaScriptEnabled: false })
  t.after(() => tab.close())
  await tab.goto(urlOf('page'))
  assert.match((await tab.textContent('#resend-left')) ?? '', /You can ask again in 28 s\./)
  await Promise.all([tab.waitForResponse('**/sms-otp/resend'), tab.click('form.resend button')])
  assert.deepEqual(posts, ['/interaction/abc/sms-otp/resend'])
})
