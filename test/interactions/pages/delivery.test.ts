import assert from 'node:assert/strict'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Locator } from 'playwright-core'
import type { DeliveryNews } from '../../../interactions/pages/delivery-news.ts'
import { launchBrowser } from '../../support/browser.ts'
import { servePages } from './server.ts'
import { codePage } from './variant-parts.ts'

const browser = await launchBrowser()
after(() => browser.close())

const deliveryAction = '/interaction/abc/sms-otp/delivery'
const sending: DeliveryNews = {
  delivery: 'sending',
  final: false,
  message: 1,
  text: 'On its way.',
  resendIn: 20,
}
const accepted: DeliveryNews = { ...sending, delivery: 'accepted', text: 'We sent it.' }
const arrived: DeliveryNews = { ...sending, delivery: 'arrived', final: true, text: 'It has arrived.' }
const refused: DeliveryNews = { ...sending, delivery: 'refused', final: true, text: 'Not sent.', resendIn: 0 }

/** A code page whose message is on its way; each time it asks it is told the next of `news`, then the last again. */
async function open(t: TestContext, news: readonly (DeliveryNews | number)[]) {
  const page = codePage({ delivery: 'sending', resendIn: 28_000 }, { deliveryAction })
  const { urlOf } = await servePages(t, { page })
  const tab = await browser.newPage()
  t.after(() => tab.close())
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  let asked = 0
  await tab.route(`**${deliveryAction}`, (route) => {
    const told = news[Math.min(asked, news.length - 1)] ?? 500
    asked += 1
    return route.fulfill(typeof told === 'number' ? { status: told } : { json: told })
  })
  await tab.clock.install()
  await tab.goto(urlOf('page'))
  return {
    tab,
    complaints,
    asked: () => asked,
    line: tab.locator('[data-delivery]'),
    /** Lets the page's time go on, a second at a time, with moments for answers to come in. */
    async pass(seconds: number) {
      for (let second = 0; second < seconds; second += 1) {
        await tab.clock.runFor(1000)
        await tab.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))').catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
    },
  }
}

/** The answer to what the page asked may take a moment. */
async function says(line: Locator, text: string): Promise<void> {
  for (let tries = 0; (await line.textContent()) !== text && tries < 60; tries += 1) await wait(50)
  assert.equal(await line.textContent(), text)
}

test('the line about the message comes true while the page is open, and is announced', async (t) => {
  const { line, pass, asked, complaints } = await open(t, [sending, accepted, arrived])
  assert.match((await line.textContent()) ?? '', /is on its way/)
  assert.equal(await line.getAttribute('role'), 'status')
  await pass(3)
  await says(line, 'On its way.')
  await pass(12)
  await says(line, 'It has arrived.')
  await pass(60)
  assert.equal(asked(), 3, 'what is final is not asked for again')
  assert.deepEqual(complaints, [])
})

test('it asks ever more seldom, and goes on when the server had no answer for once', async (t) => {
  const { line, pass, asked } = await open(t, [503, sending])
  await pass(3)
  assert.equal(asked(), 1)
  await pass(57)
  assert.ok(asked() >= 6 && asked() <= 10, `${asked()} times in a minute`)
  assert.equal(await line.textContent(), 'On its way.')
})

test('it stops asking when the sign-in is over', async (t) => {
  const { pass, asked } = await open(t, [400])
  await pass(30)
  assert.equal(asked(), 1)
})

test('a message that was not sent takes its lifetime with it, and a new one may be asked for at once', async (t) => {
  const { tab, pass } = await open(t, [refused])
  const button = tab.locator('form.resend button')
  assert.equal(await button.getAttribute('aria-disabled'), 'true')
  await pass(3)
  assert.equal((await tab.textContent('#code-delivery'))?.trim(), 'Not sent.')
  assert.equal(await tab.locator('#code-delivery').getAttribute('class'), 'failed')
  assert.equal(await button.getAttribute('aria-disabled'), null)
})

test('a message that limits held back takes its lifetime with it, too', async (t) => {
  for (const delivery of ['limited', 'stopped'] as const) {
    const { tab, pass } = await open(t, [{ ...refused, delivery }])
    assert.equal(await tab.locator('[data-expires-in]').count(), 1)
    await pass(3)
    assert.equal((await tab.textContent('#code-delivery'))?.trim(), 'Not sent.')
    assert.equal(await tab.locator('#code-delivery').getAttribute('class'), 'failed')
  }
})

test('where no message can go, the open page stops offering another one', async (t) => {
  const { tab, pass, complaints } = await open(t, [{ ...refused, delivery: 'barred' }])
  assert.equal(await tab.locator('form.resend').count(), 1)
  await pass(3)
  assert.equal((await tab.textContent('#code-delivery'))?.trim(), 'Not sent.')
  assert.equal(await tab.locator('form.resend, #resend-title').count(), 0)
  await pass(30)
  assert.deepEqual(complaints, [])
})

test('in the background nothing is asked, and in front again it is', async (t) => {
  const { tab, pass, asked } = await open(t, [sending])
  const show = (hidden: boolean) =>
    tab.evaluate(
      `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
       document.dispatchEvent(new Event('visibilitychange'))`,
    )
  await show(true)
  await pass(30)
  assert.equal(asked(), 0)
  await show(false)
  await pass(1)
  assert.equal(asked(), 1)
})
