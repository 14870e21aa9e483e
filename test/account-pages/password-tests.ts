import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, formsOf, type Page, textOf } from '../support/client.ts'
import { password, type TestServer } from '../support/latchkey.ts'
import { provePassword, relyingParty } from '../support/relying-party.ts'
import { signIn, storedAccount } from './people.ts'

const fresh = 'four odd words beside a lake'

/** What a change of password must show. */
export function passwordTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  const form = '/account/password'
  const typed = (current: string, next: string) => ({ current_password: current, password: next })

  test('a password is changed by proof, old one and new one; other sessions and all remembered browsers end with it', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person10')
    const elsewhere = (await signIn(server, 'person10')).browser
    const page = await proveByCode(server, browser, 'password')
    const thief = await browser.copy()
    assert.match(page.body, /name="end_others" value="yes" checked/)
    const sent = server.phone.messages.length
    // The session of the next second is another one.
    const done = await browser.submit(page, form, { ...typed(password, fresh), end_others: 'yes' })
    assert.match(textOf(done), /Your password was changed/)
    await server.phone.code(sent + 1).catch(() => {})
    assert.match(server.phone.messages.at(-1)?.text ?? '', /the password of your account was changed/)
    assert.equal((await openAccount(server, browser)).url.pathname, '/account')
    assert.notEqual((await openAccount(server, thief)).url.pathname, '/account', 'a copy of the cookie')
    const out = await openAccount(server, elsewhere)
    assert.match(out.body, /autocomplete="current-password"/)
    const old = await provePassword(elsewhere, relyingParty(server).begin(), 'person10')
    assert.match(textOf(old), /not right/)
    const account = await storedAccount(store, 'person10')
    assert.ok(!JSON.stringify(account).includes(fresh))
    const activity = textOf(await openAccount(server, browser, '/activity'))
    assert.match(activity, /Password changed/)
  })

  test('other sessions stay where the person wants that', async () => {
    const { server } = house()
    const { browser } = await signIn(server, 'person11')
    const elsewhere = (await signIn(server, 'person11')).browser
    const page = await proveByCode(server, browser, 'password')
    const [fields] = formsOf(page).filter(({ action }) => action.pathname === form)
    const { end_others: _ = '', ...rest }: Record<string, string> = {
      ...fields?.fields,
      ...typed(password, fresh),
    }
    const done = await browser.post(`${server.issuer}${form}`, rest, { from: page })
    assert.match(textOf(done), /Your password was changed/)
    assert.equal((await openAccount(server, elsewhere)).url.pathname, '/account')
  })

  test('each poor password is refused with a sentence that helps, and the proof waits for a better one', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person12')
    const before = await storedAccount(store, 'person12')
    const page = await proveByCode(server, browser, 'password')
    for (const [fields, status, said] of [
      [typed('', fresh), 400, /Type the password you have now/],
      [typed(password, ''), 400, /Type the password you have now/],
      [typed(password, 'short'), 422, /at least 8 characters/],
      [typed(password, 'x'.repeat(1025)), 422, /at most 1024/],
      [typed(password, 'password123'), 422, /Many people have that password/],
      [typed(password, 'person12!!'), 422, /your own name/],
      [typed(password, password), 422, /the password you have now/],
      [typed('not the old one', fresh), 422, /you have now is not right/],
    ] as const) {
      const again = await browser.submit(page, form, fields)
      assert.equal(again.status, status, String(said))
      assert.match(textOf(again), said)
    }
    assert.deepEqual(await storedAccount(store, 'person12'), before)
    // A long one counts whole: the 200th character tells two apart.
    const long = 'long and longer '.repeat(13)
    assert.match(textOf(await browser.submit(page, form, typed(password, long))), /was changed/)
    const party = relyingParty(server)
    const asked = async (secret: string) => {
      const start = await browser.follow(await browser.get(party.begin({ prompt: 'login' })))
      return browser.follow(await browser.submit(start, 'form', { identifier: 'person12', password: secret }))
    }
    assert.match(textOf(await asked(`${long.slice(0, -1)}x`)), /not right/)
    assert.match((await asked(long)).body, /one-time-code/)
  })

  test('the page is no second place to guess at: no proof, no comparison, and its counts are those of the sign-in', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person13')
    const before = await storedAccount(store, 'person13')
    const bare = await openAccount(server, browser, '/password')
    const unproved = await post(browser, bare, typed(password, fresh))
    assert.equal(unproved.location?.pathname, '/account/prove/password')
    const page = await proveByCode(server, browser, 'password')
    let last: Page = page
    for (let wrong = 0; wrong < 30 && last.status !== 429; wrong += 1) {
      last = await browser.submit(page, form, typed(`wrong ${wrong}`, fresh))
    }
    assert.equal(last.status, 429)
    assert.match(textOf(last), /too many tries/)
    assert.ok(Number(last.headers['retry-after']) > 0)
    const login = await provePassword(browser, relyingParty(server).begin({ prompt: 'login' }), 'person13')
    assert.match(textOf(login), /too many tries/i)
    assert.deepEqual(await storedAccount(store, 'person13'), before)
  })

  test('of two changes of a password at once one is made, and the other is told', async () => {
    const { server } = house()
    const pages = []
    for (const next of [fresh, `${fresh} again`]) {
      const { browser } = await signIn(server, 'person14')
      pages.push({ browser, next, page: await proveByCode(server, browser, 'password') })
    }
    const answers = await Promise.all(
      pages.map(({ browser, next, page }) => browser.submit(page, form, typed(password, next))),
    )
    const statuses = answers.map(({ status }) => status).sort()
    // The slower one is told by the page, by the password it no longer has, or by its session, which is over.
    assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses))
  })

  function post(browser: BrowserClient, page: Page, fields: Readonly<Record<string, string>>) {
    const token = formsOf(page)[0]?.fields.form_token ?? ''
    return browser.post(`${page.url.origin}${form}`, { form_token: token, ...fields }, { from: page })
  }
}
