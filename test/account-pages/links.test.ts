import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { enterAccount, openAccount } from '../support/account.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { linkFor, storedAccount } from './people.ts'

let server: TestServer
let store: Store
before(async () => {
  server = await startLatchkey()
  store = await openStoreBeside(server.settings.store)
})
after(async () => {
  await store.close()
  await server.close()
})

test('a password link is looked at as often as one likes, sets one password, and signs nobody in', async () => {
  const url = await linkFor(server, store, 'alice', 'password')
  const before = await storedAccount(store, 'alice')
  for (let look = 0; look < 3; look += 1) assert.equal((await createBrowserClient().get(url)).status, 200)
  assert.deepEqual(await storedAccount(store, 'alice'), before)
  const browser = createBrowserClient()
  const page = await browser.get(url)
  const short = await browser.submit(page, 'main form', { password: 'short' })
  assert.equal(short.status, 422)
  const answers = await Promise.all(
    ['one long password', 'another long password'].map((password) =>
      browser.submit(page, 'main form', { password }),
    ),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404])
  assert.equal((await browser.get(url)).status, 404)
  assert.match(textOf(await openAccount(server, browser)), /Sign in/)
  assert.notEqual((await storedAccount(store, 'alice')).passwordHash, before.passwordHash)
})

test('a new password ends the other links that would set one, and leaves those that bring a number', async () => {
  const [first, second, enrol] = [
    await linkFor(server, store, 'alice', 'password'),
    await linkFor(server, store, 'alice', 'password'),
    await linkFor(server, store, 'alice', 'enrol'),
  ]
  const browser = createBrowserClient()
  const set = await browser.submit(await browser.get(first), 'main form', {
    password: 'a third long password',
  })
  assert.equal(set.status, 200)
  assert.equal((await browser.get(second)).status, 404)
  assert.equal((await browser.get(enrol)).status, 200)
})

test('an enrolment link brings a first number, after the password and with the code, once', async () => {
  const url = await linkFor(server, store, 'numberless', 'enrol')
  const browser = createBrowserClient()
  const followed = await browser.submit(await browser.get(url), 'main form')
  assert.equal(followed.location?.pathname, '/account/number')
  assert.equal((await storedAccount(store, 'numberless')).number, undefined)
  const form = await enterAccount(server, browser, 'numberless', '/number')
  const sent = server.phone.messages.length
  const asked = await browser.follow(
    await browser.submit(form, '/account/number/enrol', { country: 'LK', number: '077 888 9300' }),
  )
  const code = await server.phone.code(sent + 1)
  assert.match(textOf(await browser.submit(asked, 'form.code', { code })), /was changed/)
  const account = await storedAccount(store, 'numberless')
  assert.deepEqual([account.number, account.links], ['+94778889300', undefined])
  assert.equal((await browser.get(url)).status, 404)
})

test('a link followed in one browser is worth nothing in another, and none works when its time is over', async () => {
  const url = await linkFor(server, store, 'opted-out', 'enrol')
  const browser = createBrowserClient()
  await browser.submit(await browser.get(url), 'main form')
  const page = await enterAccount(server, browser, 'opted-out', '/number')
  assert.doesNotMatch(page.body, /number\/enrol/, 'this account has had a number')
  const late = await linkFor(server, store, 'opted-out', 'password', -1)
  assert.equal((await createBrowserClient().get(late)).status, 404)
  assert.equal((await createBrowserClient().get(`${url.slice(0, -1)}`)).status, 404)
})
