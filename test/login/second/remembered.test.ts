import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Account } from '../../../src/accounts/account.ts'
import { changeAccount } from '../../../src/accounts/change.ts'
import { withNumber } from '../../../src/accounts/number.ts'
import { createPasswords } from '../../../src/accounts/password.ts'
import type { ClientSettings, Settings } from '../../../src/config/settings.ts'
import { openStoreBeside } from '../../../src/store/open.ts'
import type { Store } from '../../../src/store/store.ts'
import { type BrowserClient, createBrowserClient, formsOf, type Page } from '../../support/client.ts'
import { clients, password, startLatchkey, type TestServer } from '../../support/latchkey.ts'
import { claimsIn, goOn, provePassword, relyingParty } from '../../support/relying-party.ts'
import { bothStores } from './stores.ts'

const names = Array.from({ length: 12 }, (_, index) => `person${index}`)

/** Remembering switched on, and clients that accept it. */
function remembering(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const users = names.map((username, index) => ({
    username,
    password_hash,
    number: `+947788888${10 + index}`,
    number_verified: true,
  }))
  const [app] = clients
  const accepting = ['easy', 'easy-too'].map((client_id) => ({
    ...(app as ClientSettings),
    metadata: { ...(app as ClientSettings).metadata, client_id },
    acceptRememberedBrowser: true,
  }))
  const sessions = { ...settings.sessions, rememberBrowserDays: 30 }
  return { ...settings, sessions, users, clients: [...clients, ...accepting] }
}

for (const [name, store] of await bothStores()) {
  describe(`remembered browsers on the ${name} store`, () => {
    let server: TestServer
    let beside: Store
    before(async () => {
      server = await startLatchkey({ ...(store === undefined ? {} : { store }), change: remembering })
      beside = await openStoreBeside(server.settings.store)
    })
    after(async () => {
      await beside.close()
      await server.close()
    })

    const asksForCode = (page: Page) => page.body.includes('one-time-code')

    /** A login up to what comes after the password; `prompt=login`, so that no session answers for it. */
    const begin = (browser: BrowserClient, username: string, clientId = 'easy', request = {}) =>
      provePassword(browser, relyingParty(server, clientId).begin({ prompt: 'login', ...request }), username)

    /** A browser in which the code was typed and the box ticked. */
    async function remembered(username: string): Promise<BrowserClient> {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await begin(browser, username)
      assert.match(page.body, /name="remember_browser"/)
      const code = await server.phone.code(sent + 1)
      await goOn(browser, await browser.submit(page, 'form.code', { code, remember_browser: 'yes' }))
      return browser
    }
    const stored = async (username: string) =>
      (await beside.accounts.findByIdentifier(username)) ?? assert.fail('no account')
    async function change(username: string, work: (account: Account) => Account) {
      const { id } = await stored(username)
      await changeAccount({ accounts: beside.accounts, clock: Date.now }, id, work)
    }
    async function cookieOf(browser: BrowserClient): Promise<readonly [name: string, value: string]> {
      const all = Object.entries(await browser.cookies(server.issuer))
      return all.find(([each]) => each.startsWith('latchkey_remembered_')) ?? assert.fail('no cookie')
    }

    test('a remembered browser leaves the code out, and the tokens say one factor', async () => {
      const browser = await remembered('person0')
      const party = relyingParty(server, 'easy')
      const sent = server.phone.messages.length
      const page = await provePassword(browser, party.begin({ prompt: 'login' }), 'person0')
      const callback = await goOn(browser, page)
      const { body } = await party.redeem(callback.searchParams.get('code'))
      const { acr, amr } = claimsIn(String(body.id_token))
      assert.deepEqual([acr, amr], ['urn:latchkey:1fa', ['pwd']])
      assert.equal(server.phone.messages.length, sent, 'nothing was sent')
      const [browserOf] = (await stored('person0')).browsers ?? []
      assert.ok(browserOf && !JSON.stringify(browserOf).includes((await cookieOf(browser))[1]))
      assert.doesNotMatch(await server.log(), new RegExp((await cookieOf(browser))[1]))
    })

    test('it counts for nobody who asks for two factors, and for no client that does not accept it', async () => {
      const browser = await remembered('person1')
      assert.ok(asksForCode(await begin(browser, 'person1', 'easy', { acr_values: 'urn:latchkey:2fa' })))
      assert.ok(asksForCode(await begin(browser, 'person1', 'app')))
      assert.ok(!asksForCode(await begin(browser, 'person1', 'easy-too')))
      const other = createBrowserClient()
      const sent = server.phone.messages.length
      const asked = await begin(other, 'person1', 'app')
      assert.doesNotMatch(asked.body, /remember_browser/, 'nobody is offered what makes no difference')
      const code = await server.phone.code(sent + 1)
      const fields = { form_token: formsOf(asked)[0]?.fields.form_token ?? '', code, remember_browser: 'yes' }
      const url = `${asked.url.origin}${asked.url.pathname}/sms-otp`
      await goOn(other, await other.post(url, fields, { from: asked }))
      assert.equal((await stored('person1')).browsers?.length, 1, 'nor is it remembered for asking')
    })

    test('a session of one factor is stepped up where a client wants two, however the browser is remembered', async () => {
      const browser = await remembered('person2')
      const party = relyingParty(server, 'easy')
      await goOn(browser, await provePassword(browser, party.begin({ prompt: 'login' }), 'person2'))
      const quiet = await browser.get(party.begin({ prompt: 'none' }))
      assert.ok(quiet.location?.searchParams.get('code'), 'good enough for this client')
      const other = await browser.get(relyingParty(server, 'app').begin({ prompt: 'none' }))
      assert.equal(other.location?.searchParams.get('error'), 'login_required')
      const strict = await browser.get(party.begin({ prompt: 'none', acr_values: 'urn:latchkey:2fa' }))
      assert.equal(strict.location?.searchParams.get('error'), 'login_required')
    })

    test('the cookie is for one account, and after the right password only', async () => {
      const browser = await remembered('person3')
      assert.ok(asksForCode(await begin(browser, 'person4')))
      const [cookie] = await cookieOf(browser)
      const [{ digest: before = '' } = {}] = (await stored('person3')).browsers ?? []
      const start = await browser.follow(
        await browser.get(relyingParty(server, 'easy').begin({ prompt: 'login' })),
      )
      const wrong = await browser.submit(start, 'form', { identifier: 'person3', password: 'not it' })
      assert.equal(wrong.status, 422)
      assert.equal((await stored('person3')).browsers?.[0]?.digest, before, 'nothing was exchanged')
      assert.ok(!cookie.includes('person3'))
    })

    test('a copied cookie is worth nothing once its owner was here again, and of two uses at once one counts', async () => {
      const browser = await remembered('person5')
      const [cookie, secret] = await cookieOf(browser)
      const thief = createBrowserClient()
      await thief.jar.setCookie(`${cookie}=${secret}; Path=/`, server.issuer)
      assert.ok(!asksForCode(await begin(browser, 'person5')))
      assert.notEqual((await cookieOf(browser))[1], secret)
      assert.ok(asksForCode(await begin(thief, 'person5')))
      const twins = await Promise.all(
        Array.from({ length: 2 }, async () => {
          const twin = createBrowserClient()
          await twin.jar.setCookie(`${cookie}=${(await cookieOf(browser))[1]}; Path=/`, server.issuer)
          return asksForCode(await begin(twin, 'person5'))
        }),
      )
      assert.deepEqual(twins.sort(), [false, true])
    })

    let other = ''
    before(async () => {
      other = await createPasswords().hash(password)
    })
    const endings: Readonly<Record<string, (account: Account) => Account>> = {
      number: (account) => withNumber(account, '+94778887777'),
      'another hash of the password': (account) => ({ ...account, passwordHash: other }),
      'opt-out and back': (account) => ({ ...account, smsOptOut: true }),
      'disabled factor and back': (account) => ({ ...account, disabledFactors: ['sms'] }),
      'disabled account and back': (account) => ({ ...account, disabled: true }),
    }
    for (const [index, [what, work]] of Object.entries(endings).entries()) {
      test(`it is dead after a change: ${what}`, async () => {
        const username = `person${6 + index}`
        const browser = await remembered(username)
        await change(username, work)
        await change(username, ({ smsOptOut: _, disabledFactors: __, disabled: ___, ...account }) => account)
        assert.equal((await stored(username)).browsers, undefined)
        assert.ok(asksForCode(await begin(browser, username)))
      })
    }

    test('none is remembered unless the box is ticked, and none counts once the admin turns it off or shortens it', async () => {
      const username = 'person11'
      const plain = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await begin(plain, username)
      await goOn(plain, await browserSubmit(plain, page, await server.phone.code(sent + 1)))
      assert.equal((await stored(username)).browsers, undefined)
      const browser = await remembered(username)
      await server.restart((settings) => ({
        ...settings,
        sessions: { ...settings.sessions, rememberBrowserDays: 0 },
      }))
      const asked = await begin(browser, username)
      assert.ok(asksForCode(asked))
      assert.doesNotMatch(asked.body, /remember_browser/)
      await server.restart()
      assert.ok(!asksForCode(await begin(browser, username)))
    })

    const browserSubmit = (browser: BrowserClient, page: Page, code: string) =>
      browser.submit(page, 'form.code', { code, remember_browser: '' })
  })
}
