import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { Provider } from 'oidc-provider'
import type { SendGate, SendRequest } from '../../../interactions/sms-otp/gate.ts'
import { smsOtpRoutes } from '../../../interactions/sms-otp/index.ts'
import type { ChallengeStore, Sender } from '../../../interactions/sms-otp/ports.ts'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../../support/client.ts'
import { codeIn } from '../../support/phone.ts'
import { claimsIn, relyingParty } from '../../support/relying-party.ts'
import { loggedInAt, startHost } from './host.ts'

const isClient = (url: URL) => url.host === 'app.example'

describe("the SMS step on somebody else's provider", () => {
  let host: Awaited<ReturnType<typeof startHost>>
  const admitted: SendRequest[] = []
  before(async () => {
    const gate: SendGate = {
      async admit(request) {
        admitted.push(request)
        return { admitted: true }
      },
      settle: async () => {},
      verified: async () => {},
    }
    host = await startHost({ acr: 'urn:host:two-factors', gate })
  })
  after(() => host.close())

  /** Up to the page with the button that sends. */
  async function begin(browser: BrowserClient, request = {}): Promise<Page> {
    const start = relyingParty(host).begin({ scope: 'openid', ...request })
    return browser.follow(await browser.get(start), isClient)
  }

  const send = async (browser: BrowserClient, page: Page) =>
    browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp/start`))
  const type = async (browser: BrowserClient, page: Page, code: string) =>
    browser.follow(await browser.submit(page, `${page.url.pathname}/sms-otp`, { code }), isClient)
  const newestCode = () => codeIn(host.sent.at(-1)?.text ?? '')

  test('the tokens name both factors, the acr of the host and the time of its own login', async () => {
    const browser = createBrowserClient()
    const party = relyingParty(host)
    const start = await browser.follow(await browser.get(party.begin({ scope: 'openid' })))
    assert.equal(host.sent.length, 0, 'a GET never sends')
    const done = await type(browser, await send(browser, start), newestCode())
    const { body } = await party.redeem(done.location?.searchParams.get('code') ?? '')
    const { sub, amr, acr, auth_time } = claimsIn(body.id_token)
    assert.deepEqual([sub, amr, acr], ['ada', ['pwd', 'sms', 'mfa'], 'urn:host:two-factors'])
    assert.equal(auth_time, loggedInAt)
  })

  test('what became of the message can be asked by a script, in this browser only and without sending', async () => {
    const browser = createBrowserClient()
    const page = await send(browser, await begin(browser))
    const sent = host.sent.length
    const asked = await browser.get(`${page.url.href}/sms-otp/delivery`, { from: page })
    assert.equal(asked.headers['cache-control'], 'no-store')
    const { delivery, final, message, text } = JSON.parse(asked.body)
    assert.deepEqual([delivery, final, message, text], ['accepted', true, 1, 'Message 1 was sent.'])
    assert.equal((await createBrowserClient().get(`${page.url.href}/sms-otp/delivery`)).status, 400)
    await type(browser, page, newestCode())
    assert.equal(host.sent.length, sent)
  })

  test('a prompt that was requested and answered before the step is not asked for again', async () => {
    const browser = createBrowserClient()
    const page = await begin(browser, { prompt: 'select_account login' })
    host.asked.length = 0
    const done = await type(browser, await send(browser, page), newestCode())
    assert.ok(done.location?.searchParams.get('code'))
    assert.deepEqual(host.asked, [])
  })

  test('whoever logs in again is asked for the code again', async () => {
    const browser = createBrowserClient()
    const done = await type(browser, await send(browser, await begin(browser)), newestCode())
    assert.ok(done.location?.searchParams.get('code'))
    const silent = await begin(browser, { prompt: 'none' })
    assert.ok(silent.location?.searchParams.get('code'), 'not while the session has both factors')
    const again = await begin(browser, { prompt: 'login' })
    assert.match(again.url.pathname, /\/sms-otp\//)
  })

  test('giving up leads back to the client with access_denied', async () => {
    const browser = createBrowserClient()
    const page = await begin(browser)
    const left = await browser.follow(await browser.submit(page, `${page.url.pathname}/abort`), isClient)
    assert.equal(left.location?.searchParams.get('error'), 'access_denied')
  })

  test('a page whose login is over, of another browser or made up is a sentence with 400, not a failure', async () => {
    const browser = createBrowserClient()
    const page = await begin(browser)
    for (const url of [page.url, `${host.issuer}/sms-otp/made-up`]) {
      const lost = await createBrowserClient().get(url)
      assert.equal(lost.status, 400)
      assert.match(lost.body, /start again/)
    }
  })

  test('a form that another site sends is refused and sends no message (login CSRF)', async () => {
    const browser = createBrowserClient()
    const page = await begin(browser)
    const sent = host.sent.length
    const forged = await browser.post(
      `${page.url.href}/sms-otp/start`,
      {},
      {
        headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      },
    )
    assert.equal(forged.status, 403)
    assert.equal(host.sent.length, sent)
  })

  test('a gate of the host is told for which client and from where a message is asked for', async () => {
    const browser = createBrowserClient()
    const page = await begin(browser)
    admitted.length = 0
    await send(browser, page)
    const about = { account: 'ada', purpose: 'step-up', number: '+447700900123' }
    assert.deepEqual(admitted, [{ ...about, client: 'app', network: '127.0.0.1' }])
    const early = await browser.submit(page, `${page.url.pathname}/sms-otp/start`)
    assert.equal(admitted.length, 1, `${early.status}`)
    const again = await browser.get(page.url)
    const refused = await browser.submit(again, `${page.url.pathname}/sms-otp/resend`)
    assert.equal(refused.status, 429)
    assert.ok(Number(refused.headers['retry-after']) > 0)
  })

  test('its pages are kept by no cache and shown in no frame', async () => {
    const page = await begin(createBrowserClient())
    assert.equal(page.headers['cache-control'], 'no-store')
    assert.equal(page.headers['x-frame-options'], 'DENY')
    assert.match(textOf(page), /•••• 0123/)
  })

  test('a key too short to protect a code is refused when the host starts', () => {
    const provider = new Provider('http://localhost')
    const key = 'long enough to be a key, but not really random'
    const options = { provider, store: {} as ChallengeStore, sender: {} as Sender, application: 'Host' }
    const numberOf = async () => undefined
    for (const [cookieKey, codeKey] of [
      ['short', key],
      [key, 'short'],
    ] as const) {
      const keys = [{ kid: '1', key: codeKey }]
      assert.throws(
        () => smsOtpRoutes({ ...options, numberOf, cookieKeys: [cookieKey], keys }),
        /at least 32/,
      )
    }
  })
})
