import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, formsOf, type Page, textOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { signIn, storedAccount } from './people.ts'

/** What the list of sign-ins must show. */
export function sessionTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  const path = 'sessions/end'
  const uids = (page: Page) =>
    formsOf(page).flatMap(({ action, fields }) =>
      action.pathname === `/account/${path}` && fields.session !== 'others' ? [fields.session ?? ''] : [],
    )
  const isIn = async (server: TestServer, browser: BrowserClient) =>
    (await openAccount(server, browser)).url.pathname === '/account'

  test('sign-ins are listed, this one marked; one ends, then all others, each with a proof of its own', async () => {
    const { server } = house()
    const { browser } = await signIn(server, 'person15')
    const second = (await signIn(server, 'person15')).browser
    const third = (await signIn(server, 'person15')).browser
    const seen = textOf(await openAccount(server, browser, '/sessions'))
    assert.equal(seen.match(/this one/g)?.length, 1)
    assert.equal(seen.match(/127\.0\.0\.1/g)?.length, 3)
    assert.deepEqual(
      uids(await openAccount(server, browser, '/sessions')),
      [],
      'nothing to press before the proof',
    )
    const proved = await proveByCode(server, browser, 'sessions')
    assert.equal(uids(proved).length, 2)
    // Newest first: the third sign-in.
    const [newest = ''] = uids(proved)
    const ended = await post(browser, proved, { session: newest })
    assert.match(textOf(ended), /That sign-in is over/)
    assert.deepEqual(
      [await isIn(server, browser), await isIn(server, second), await isIn(server, third)],
      [true, true, false],
    )
    const again = await post(browser, proved, { session: 'others' })
    assert.equal(again.location?.pathname, '/account/prove/sessions', 'a proof is for one change')
    assert.equal(await isIn(server, second), true)
    const once = await proveByCode(server, browser, 'sessions')
    assert.match(textOf(await post(browser, once, { session: 'others' })), /All other sign-ins are over/)
    assert.deepEqual([await isIn(server, browser), await isIn(server, second)], [true, false])
    const activity = textOf(await openAccount(server, browser, '/activity'))
    assert.match(activity, /All other sign-ins ended.*One sign-in ended.*Signed in to your account/s)
  })

  test('with all other sign-ins a copy of the cookie is out: the one that stays gets another id, and keeps what it has', async () => {
    const { server } = house()
    await signIn(server, 'person28')
    const { browser } = await signIn(server, 'person28')
    const page = await proveByCode(server, browser, 'sessions')
    const thief = await browser.copy()
    assert.equal(await isIn(server, thief), true)
    const answer = await post(browser, page, { session: 'others' })
    assert.match(textOf(answer), /All other sign-ins are over/)
    assert.deepEqual([await isIn(server, browser), await isIn(server, thief)], [true, false])
    const written = (await browser.jar.getCookies(server.issuer)).find(
      ({ key }) => key === 'latchkey_session',
    )
    assert.deepEqual(
      [written?.httpOnly, written?.sameSite, written?.path, written?.domain],
      [true, 'lax', '/', 'localhost'],
    )
    assert.ok(Number(written?.expires?.valueOf()) > Date.now(), 'it outlives the browser, as before')
    // Forms that were open before still fit.
    const again = await post(browser, page, { session: 'others' })
    assert.equal(again.location?.pathname, '/account/prove/sessions')
  })

  test('nobody ends their own sign-in by mistake, somebody else’s, or one that is none', async () => {
    const { server, store } = house()
    await signIn(server, 'person16')
    const { browser } = await signIn(server, 'person16')
    const stranger = await signIn(server, 'person17')
    const page = await proveByCode(server, browser, 'sessions')
    const before = await storedAccount(store, 'person16')
    const entries = await store.activity.list((await storedAccount(store, 'person17')).id)
    const own = (await store.activity.list(before.id)).find(({ what }) => what === 'sign-in')
    for (const session of ['', 'x', entries[0]?.session ?? '?', own?.session ?? '?']) {
      assert.equal((await post(browser, page, { session })).status, 409, session)
    }
    assert.equal((await post(browser, page, { session: 'others', account: 'x' })).status, 400)
    assert.deepEqual(await storedAccount(store, 'person16'), before)
    assert.equal(await isIn(server, stranger.browser), true)
    assert.match(
      (await openAccount(server, browser, '/sessions')).body,
      /value="others"|sessions\/end|this one/,
    )
  })

  test('a session that was signed out is no longer listed', async () => {
    const { server } = house()
    const { browser } = await signIn(server, 'person18')
    const second = (await signIn(server, 'person18')).browser
    assert.match(textOf(await openAccount(server, browser, '/sessions')), /End sign-ins/)
    const ask = await second.get(`${server.issuer}/session/end?client_id=latchkey-account`)
    const [form] = formsOf(ask)
    await second.post(
      `${server.issuer}/session/end/confirm`,
      { ...form?.fields, logout: 'yes' },
      { from: ask },
    )
    await wait(50)
    assert.doesNotMatch(textOf(await openAccount(server, browser, '/sessions')), /End sign-ins/)
  })

  function post(browser: BrowserClient, page: Page, fields: Readonly<Record<string, string>>) {
    const token = formsOf(page)[0]?.fields.form_token ?? ''
    return browser.post(
      `${page.url.origin}/account/${path}`,
      { form_token: token, ...fields },
      { from: page },
    )
  }
}
