import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createBrowserClient, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

let server: TestServer
before(async () => {
  const change = (settings: TestServer['settings']) => ({
    ...settings,
    authentication: {
      ...settings.authentication,
      smsOtp: { ...settings.authentication.smsOtp, cooldownSeconds: [0] },
    },
  })
  server = await startLatchkey({ change })
})
after(() => server.close())

test('a hanging gateway does not hold the page, which says what is known', async () => {
  server.phone.behave('hang')
  const began = Date.now()
  const page = await provePassword(createBrowserClient(), relyingParty(server).begin())
  assert.equal(page.status, 200)
  assert.ok(Date.now() - began < 3000)
  assert.match(textOf(page), /on its way/i)
  server.phone.behave('accept')
})

test('a message the gateway refused is said to be so, and another may be asked for', async () => {
  server.phone.behave('refuse')
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin())
  assert.match(textOf(page), /could not be sent/i)
  server.phone.behave('accept')
  const sent = server.phone.messages.length
  const again = await browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp/resend`))
  const callback = await goOn(browser, await typeCode(browser, again, await server.phone.code(sent + 1)))
  assert.ok(callback.searchParams.get('code'))
})

test('after a resend the old code fails, and the page names the message to use', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server).begin())
  const old = await server.phone.code(sent + 1)
  const second = await browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp/resend`))
  const fresh = await server.phone.code(sent + 2)
  assert.match(server.phone.messages.at(-1)?.text ?? '', /message 2/)
  const refused = await typeCode(browser, second, old)
  assert.equal(refused.status, 422)
  assert.match(textOf(refused), /message 2/i)
  assert.ok((await goOn(browser, await typeCode(browser, second, fresh))).searchParams.get('code'))
})

test('no code, password, whole number or token is in the log', async () => {
  const party = relyingParty(server)
  const callback = await logIn(server, createBrowserClient(), party.begin())
  const code = callback.searchParams.get('code') ?? ''
  const { body } = await party.redeem(code)
  const secrets = [
    server.phone.messages.at(-1)?.text.slice(-6),
    'a password for tests only',
    '778888888',
    code,
    body.access_token,
    body.id_token,
    body.refresh_token,
    ...server.settings.secrets.cookieKeys,
  ]
  const log = await server.log()
  assert.match(log, /"event":"code.verify","account":"[\w-]+","purpose":"login","outcome":"right"/)
  for (const secret of secrets)
    assert.ok(!log.includes(String(secret)), `a secret is in the log: ${secrets.indexOf(secret)}`)
})
