import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeAccount } from '../../src/accounts/change.ts'
import { newBrowserSecret, withRememberedBrowser } from '../../src/accounts/remembered.ts'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, formsOf, type Page, textOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { signIn, storedAccount } from './people.ts'

const agents = [
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  '<script>alert(1)</script>',
]

/** What the list of remembered browsers must show. */
export function browserTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  async function remember(username: string): Promise<readonly string[]> {
    const { store } = house()
    const { id } = await storedAccount(store, username)
    for (const agent of agents) {
      await changeAccount({ accounts: store.accounts, clock: Date.now }, id, (account) =>
        withRememberedBrowser(account, { secret: newBrowserSecret(), agent }, Date.now(), 86_400_000),
      )
    }
    return idsOf(username)
  }
  const idsOf = async (username: string) =>
    ((await storedAccount(house().store, username)).browsers ?? []).map(({ id }) => id)
  const post = (
    browser: BrowserClient,
    page: Page,
    path: string,
    fields: Readonly<Record<string, string>>,
  ) => {
    const token = formsOf(page)[0]?.fields.form_token ?? ''
    const url = `${page.url.origin}/account/browsers/${path}`
    return browser.post(url, { form_token: token, ...fields }, { from: page })
  }

  test('remembered browsers are listed by what they are, named, forgotten one by one and all, each with a proof', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person19')
    const [first = '', second = ''] = await remember('person19')
    const seen = textOf(await openAccount(server, browser, '/browsers'))
    assert.match(seen, /Chrome on Linux/)
    assert.match(seen, /Safari on iOS/)
    assert.match(seen, /Unknown browser/)
    const named = await post(browser, await proveByCode(server, browser, 'browsers'), 'name', {
      browser: first,
      name: '  Küche <b> ',
    })
    assert.match(textOf(named), /The name was saved.*Küche <b>/s)
    assert.equal((await storedAccount(store, 'person19')).browsers?.[0]?.name, 'Küche <b>')
    const late = await post(browser, named, 'forget', { browser: second })
    assert.equal(late.location?.pathname, '/account/prove/browsers')
    const one = await post(browser, await proveByCode(server, browser, 'browsers'), 'forget', {
      browser: second,
    })
    assert.match(textOf(one), /That browser is forgotten/)
    assert.equal((await idsOf('person19')).length, 2)
    const all = await post(browser, await proveByCode(server, browser, 'browsers'), 'forget', {
      browser: 'all',
    })
    assert.match(textOf(all), /No browser is remembered any more/)
    assert.equal((await storedAccount(store, 'person19')).browsers, undefined)
    const activity = textOf(await openAccount(server, browser, '/activity'))
    assert.match(activity, /All remembered browsers forgotten.*forgotten.*named/s)
  })

  test('what is no name, no browser or no field changes nothing and uses up no proof', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person20')
    const [first = ''] = await remember('person20')
    const before = await storedAccount(store, 'person20')
    const page = await proveByCode(server, browser, 'browsers')
    for (const name of ['', '   ', 'x'.repeat(41), 'a\nb', 'a\u202eb', '\u200b']) {
      assert.equal(
        (await post(browser, page, 'name', { browser: first, name })).status,
        422,
        JSON.stringify(name),
      )
    }
    assert.equal((await post(browser, page, 'name', { browser: 'x', name: 'Kitchen' })).status, 409)
    assert.equal((await post(browser, page, 'forget', { browser: 'x' })).status, 409)
    assert.equal((await post(browser, page, 'forget', { browser: first, digest: 'x' })).status, 400)
    assert.deepEqual(await storedAccount(store, 'person20'), before)
    const named = await post(browser, page, 'name', { browser: first, name: 'x'.repeat(40) })
    assert.equal(named.status, 200)
  })
}
