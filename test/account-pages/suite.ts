import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { StoreSettings } from '../../src/config/settings.ts'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { enterAccount, openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, createBrowserClient, formsOf, type Page, textOf } from '../support/client.ts'
import { password, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { backupCodeTests } from './backup-code-tests.ts'
import { browserTests } from './browser-tests.ts'
import { holdTests } from './hold-tests.ts'
import { lockTests } from './lock-tests.ts'
import { numberTests } from './number-tests.ts'
import { passwordTests } from './password-tests.ts'
import { signIn, storedAccount, withPeople } from './people.ts'
import { revivalTests } from './revival-tests.ts'
import { sessionTests } from './session-tests.ts'

/** What every change of one's own account must show, whichever store is behind it. */
export function accountSuite(name: string, openStore: () => Promise<StoreSettings | undefined>): void {
  describe(`one's own account on the ${name} store`, () => {
    let server: TestServer
    let store: Store
    before(async () => {
      const settings = await openStore()
      server = await startLatchkey({ ...(settings && { store: settings }), change: withPeople })
      store = await openStoreBeside(server.settings.store)
    })
    after(async () => {
      await store.close()
      await server.close()
    })

    const post = (browser: BrowserClient, page: Page, path: string, fields = {}) => {
      const [form] = formsOf(page)
      return browser.post(
        `${server.issuer}/account/${path}`,
        { form_token: form?.fields.form_token ?? '', ...fields },
        { from: page },
      )
    }

    numberTests(() => ({ server, store }))
    lockTests(() => ({ server, store }))
    backupCodeTests(() => ({ server, store }))
    revivalTests(() => ({ server, store }))
    passwordTests(() => ({ server, store }))
    sessionTests(() => ({ server, store }))
    browserTests(() => ({ server, store }))

    const typedAt: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      number: { country: 'LK', number: '0778889101' },
      password: { current_password: password, password: 'four odd words beside a lake' },
      'sessions/end': { session: 'others' },
      'browsers/forget': { browser: 'all' },
    }

    test('a session alone changes nothing: every change leads to its proof', async () => {
      const { browser } = await signIn(server, 'person1')
      const before = await storedAccount(store, 'person1')
      const page = await openAccount(server, browser, '/number')
      for (const [path, change] of [
        ['number', 'number'],
        ['number/cancel', 'number'],
        ['sms-code/off', 'opt-out'],
        ['sms-code/on', 'opt-in'],
        ['backup-codes/make', 'backup-codes'],
        ['password', 'password'],
        ['sessions/end', 'sessions'],
        ['browsers/forget', 'browsers'],
      ] as const) {
        const answer = await post(browser, page, path, typedAt[path] ?? {})
        if (path === 'sms-code/off') assert.equal(answer.status, 409)
        else assert.equal(answer.location?.pathname, `/account/prove/${change}`, path)
      }
      assert.deepEqual(await storedAccount(store, 'person1'), before)
    })

    test('a stolen session cookie is no more than that: forms want the browser it was stolen from', async () => {
      const { browser, page } = await signIn(server, 'person1')
      const thief = createBrowserClient()
      const session = (await browser.cookies(server.issuer)).latchkey_session
      await thief.jar.setCookie(`latchkey_session=${session}; Path=/`, server.issuer)
      const signature = (await browser.cookies(server.issuer))['latchkey_session.sig']
      await thief.jar.setCookie(`latchkey_session.sig=${signature}; Path=/`, server.issuer)
      assert.equal((await openAccount(server, thief)).status, 200)
      const form = await openAccount(server, browser, '/backup-codes')
      assert.equal((await post(thief, form, 'prove/backup-codes/sms-otp/start')).status, 400)
      assert.equal(page.status, 200)
    })

    test('a proof serves the change it was made for, once, and no other', async () => {
      const { browser } = await signIn(server, 'person2')
      const form = await proveByCode(server, browser, 'backup-codes')
      const other = await post(browser, form, 'number', { country: 'LK', number: '0778889102' })
      assert.equal(other.location?.pathname, '/account/prove/number')
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => browser.submit(form, '/account/backup-codes/make')),
      )
      assert.equal(answers.filter(({ body }) => body.includes('id="codes"')).length, 1)
      assert.equal(
        answers.filter(({ location }) => location?.pathname === '/account/prove/backup-codes').length,
        4,
      )
    })

    test('a proof is worth nothing in another session of the same browser', async () => {
      const { browser } = await signIn(server, 'person2')
      const form = await proveByCode(server, browser, 'backup-codes')
      await browser.jar.setCookie('latchkey_session=; Path=/; Max-Age=0', server.issuer)
      const again = await enterAccount(server, browser, 'person2', '/backup-codes')
      assert.doesNotMatch(again.body, /backup-codes\/make/)
      const stale = await browser.submit(form, '/account/backup-codes/make')
      assert.equal(stale.status, 400)
    })

    test('the password alone neither replaces a number nor brings one to an account that had one', async () => {
      const { browser } = await signIn(server, 'opted-out')
      const page = await openAccount(server, browser, '/number')
      const start = await browser.follow(await browser.submit(page, 'main form'))
      assert.match(textOf(start), /Type your password/)
      const sent = server.phone.messages.length
      const wrong = await browser.submit(start, 'main form', { password: 'not it' })
      assert.equal(wrong.status, 422)
      assert.equal(server.phone.messages.length, sent)
      const numberless = (await signIn(server, 'numberless')).browser
      const ask = await browser.follow(
        await post(
          numberless,
          await openAccount(server, numberless, '/number'),
          'prove/number/sms-otp/start',
        ),
      )
      assert.equal(ask.status, 403)
      assert.match(textOf(ask), /Ask the people who run/)
    })

    test('fields that no page has are refused, and nothing is done', async () => {
      const { browser } = await signIn(server, 'person3')
      const form = await proveByCode(server, browser, 'number')
      for (const extra of [
        { number_verified: 'true' },
        { id: 'x' },
        { 'number[]': '1' },
        { username: 'root' },
      ]) {
        const answer = await post(browser, form, 'number', { country: 'LK', number: '0778889103', ...extra })
        assert.equal(answer.status, 400, JSON.stringify(extra))
      }
      assert.match(
        (await openAccount(server, browser, '/number')).body,
        /name="number"/,
        'the proof is still there',
      )
    })

    test('looking at pages sends nothing and changes nothing', async () => {
      const { browser } = await signIn(server, 'person4')
      const before = await storedAccount(store, 'person4')
      const sent = server.phone.messages.length
      const changes = ['number', 'opt-out', 'opt-in', 'backup-codes', 'password', 'sessions', 'browsers']
      const paths = [
        '',
        '/number',
        '/number/confirm',
        '/number/correct',
        '/sms-code',
        '/backup-codes',
        '/number/cancel',
        '/sms-code/off',
        '/backup-codes/make',
        '/password',
        '/sessions',
        '/sessions/end',
        '/browsers',
        '/browsers/forget',
        '/browsers/name',
        '/activity',
      ]
      for (const path of [
        ...paths,
        ...changes.flatMap((change) => [`/prove/${change}`, `/prove/${change}/backup-code`]),
      ]) {
        const page = await openAccount(server, browser, path)
        assert.ok(page.status < 500, path)
      }
      assert.equal(server.phone.messages.length, sent)
      assert.deepEqual(await storedAccount(store, 'person4'), before)
    })

    // Last: they restart the server.
    holdTests(() => ({ server, store }))
  })
}
