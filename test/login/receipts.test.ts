import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CookieJar } from 'tough-cookie'
import type { Settings } from '../../src/config/settings.ts'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { bringReceipt, receiptSecret, withReceipts } from '../support/receipts.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

/** The gateway brings receipts, and another message may be asked for at once. */
function change(settings: Settings): Settings {
  const smsOtp = { ...settings.authentication.smsOtp, cooldownSeconds: [0] }
  return withReceipts({ ...settings, authentication: { ...settings.authentication, smsOtp } })
}

let server: TestServer
before(async () => {
  server = await startLatchkey({ change })
})
after(() => server.close())

/** What the vendor says of the message of this number. */
const bring = (message: number, status: string) =>
  bringReceipt(server.issuer, 'phone', {
    id: `message-${message}`,
    status,
    to: '+94778888888',
    text: 'a canary text',
  })

async function upToTheCode(browser: BrowserClient): Promise<{ page: Page; message: number }> {
  const before = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server).begin())
  await server.phone.code(before + 1)
  return { page, message: before + 1 }
}

const ask = async (browser: BrowserClient, page: Page) =>
  browser.get(`${page.url.href}/sms-otp/delivery`, { from: page, headers: { accept: 'application/json' } })

test('the page says what the carrier said, on load and when its script asks', async () => {
  const browser = createBrowserClient()
  const { page, message } = await upToTheCode(browser)
  assert.match(textOf(page), /We sent a text message/)
  assert.match(page.body, /data-delivery="[^"]+\/sms-otp\/delivery"/)
  const sent = await ask(browser, page)
  assert.equal(sent.headers['cache-control'], 'no-store')
  assert.deepEqual(JSON.parse(sent.body).delivery, 'accepted')
  assert.equal(await bring(message, 'failed'), 204)
  const failed = JSON.parse((await ask(browser, page)).body)
  assert.deepEqual([failed.delivery, failed.final, failed.message], ['undelivered', true, 1])
  assert.match(failed.text, /Your carrier refused/)
  assert.equal(await bring(message, 'delivered'), 204)
  const reloaded = await browser.get(page.url)
  assert.match(textOf(reloaded), /has arrived on your phone/)
  assert.doesNotMatch(reloaded.body, /data-delivery/, 'nothing more will become known')
})

test('a receipt is no factor: the code of a message that the carrier refused still signs in', async () => {
  const browser = createBrowserClient()
  const { page, message } = await upToTheCode(browser)
  const code = await server.phone.code(message)
  assert.equal(await bring(message, 'failed'), 204)
  assert.ok((await goOn(browser, await typeCode(browser, page, code))).searchParams.get('code'))
  assert.equal(await bring(message, 'delivered'), 204)
  assert.equal((await ask(browser, page)).status, 400, 'the sign-in is over')
})

test('a receipt for the first message does not speak for the second', async () => {
  const browser = createBrowserClient()
  const { page, message } = await upToTheCode(browser)
  const second = await browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp/resend`))
  await server.phone.code(message + 1)
  await bring(message, 'failed')
  const news = JSON.parse((await ask(browser, second)).body)
  assert.deepEqual([news.delivery, news.message], ['accepted', 2])
  assert.match(news.text, /Message 2 was sent to .* Use the code from message 2\./)
})

test('the news is for the browser that began: with its sign-in cookie alone there is nothing to tell', async () => {
  const browser = createBrowserClient()
  const { page } = await upToTheCode(browser)
  assert.equal((await ask(createBrowserClient(), page)).status, 400)
  const stolen = new CookieJar()
  for (const cookie of await browser.jar.getCookies(page.url.href)) {
    if (cookie.key !== 'latchkey_browser') await stolen.setCookie(cookie, page.url.href)
  }
  const thief = await ask(createBrowserClient(stolen), page)
  assert.deepEqual(JSON.parse(thief.body), { delivery: 'gone', final: true })
})

test('a page that is waited for asks the gateway nothing and is not held by one that hangs', async () => {
  server.phone.behave('hang')
  const browser = createBrowserClient()
  const began = Date.now()
  const page = await provePassword(browser, relyingParty(server).begin())
  const news = JSON.parse((await ask(browser, page)).body)
  assert.ok(Date.now() - began < 3000)
  assert.deepEqual([news.delivery, news.final], ['sending', false])
  server.phone.behave('accept')
})

test('an address with a wrong secret, or of a gateway that is not there, is nothing', async () => {
  for (const path of [`phone/${receiptSecret}0`, `other/${receiptSecret}`]) {
    const response = await fetch(`${server.issuer}/sms/receipts/${path}`, { method: 'POST' })
    assert.deepEqual([response.status, await response.text()], [404, ''])
  }
})

test('the log tells of receipts and holds neither the address’s secret nor what came along', async () => {
  await fetch(`${server.issuer}/sms/receipts/phone/${receiptSecret}`, { method: 'POST', body: '{' })
  const log = await server.log()
  assert.match(log, /"event":"sms.receipt","gateway":"phone","outcome":"undelivered"/)
  for (const canary of [receiptSecret, 'a canary text', '778888888']) assert.ok(!log.includes(canary), canary)
})
