import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import { withNumber } from '../../src/accounts/number.ts'
import { withSessionsEnded } from '../../src/accounts/sessions.ts'
import { enterAccount, openAccount } from '../support/account.ts'
import { accountNamed, giveBackupCodes, typeBackupCode } from '../support/backup.ts'
import { type BrowserClient, createBrowserClient, formOf, textOf } from '../support/client.ts'
import { password, type TestServer } from '../support/latchkey.ts'
import { claimsIn, goOn, lastPage, logIn, provePassword, relyingParty } from '../support/relying-party.ts'
import { type House, onBothStores } from './house.ts'
import { walk } from './walk.ts'

const idle = { factors: 'both', age: 8000, secondAge: 5000, unused: 4000 } as const
const anew = 'password, code: 2fa pwd sms mfa, now'
const back = 'password: 2fa pwd sms mfa, of the second factor'
const now = () => Math.floor(Date.now() / 1000)

/** The browser's session as it is stored. */
async function storedSession({ server, store }: House, browser: BrowserClient) {
  const { latchkey_session: id = '' } = await browser.cookies(server.issuer)
  return (await store.adapter('Session').find(id)) ?? assert.fail('no session')
}

/** What makes a session look as if nobody had used it for so long. */
async function leave(house: House, browser: BrowserClient, seconds: number): Promise<void> {
  const session = await storedSession(house, browser)
  await house.store.adapter('Session').upsert(session.jti ?? '', { ...session, iat: now() - seconds }, 3600)
}

async function signOut(server: TestServer, browser: BrowserClient): Promise<void> {
  const asked = await browser.get(`${server.issuer}/session/end`)
  const { action, fields } = formOf(asked, 'form')
  const { status } = await browser.post(action, { ...fields, logout: 'yes' }, { from: asked })
  assert.equal(status, 303)
}

await onBothStores('sessions that idle', (house) => {
  test('a session that was not used for an hour opens nothing, and asking does not bring it back', async () => {
    const { server, inState } = house()
    const { browser } = await inState(idle)
    for (let each = 0; each < 2; each += 1) {
      const silent = await browser.get(relyingParty(server).begin({ prompt: 'none' }))
      assert.equal(silent.location?.searchParams.get('error'), 'login_required')
      const asked = await openAccount(server, browser)
      assert.match(asked.body, /autocomplete="current-password"/)
    }
    assert.ok(now() - Number((await storedSession(house(), browser)).iat) >= 4000)
  })

  test('each use counts from then on, a sign-in and an answer alike', async () => {
    const { server } = house()
    const browser = createBrowserClient()
    await logIn(server, browser, relyingParty(server).begin())
    assert.ok(now() - Number((await storedSession(house(), browser)).iat) <= 5)
    await leave(house(), browser, 3500)
    await browser.get(relyingParty(server, 'basic').begin())
    assert.ok(now() - Number((await storedSession(house(), browser)).iat) <= 5)
  })

  test('the password alone brings it back, with another id, for what was left of its day, and its tokens lived on', async () => {
    const { server } = house()
    const browser = createBrowserClient()
    const party = relyingParty(server)
    const callback = await logIn(server, browser, party.begin())
    const { body } = await party.redeem(callback.searchParams.get('code'))
    const before = await storedSession(house(), browser)
    await leave(house(), browser, 4000)
    const refreshed = await party.refresh(String(body.refresh_token))
    assert.equal(refreshed.status, 200)
    const sent = server.phone.messages.length
    const again = await goOn(browser, await provePassword(browser, party.begin()))
    assert.equal(server.phone.messages.length, sent)
    const { amr } = claimsIn((await party.redeem(again.searchParams.get('code'))).body.id_token)
    assert.deepEqual(amr, ['pwd', 'sms', 'mfa'])
    const after = await storedSession(house(), browser)
    assert.deepEqual([after.uid === before.uid, after.jti === before.jti], [true, false])
    assert.ok(now() - Number(after.iat) <= 5)
    assert.ok(Number(after.exp) <= Number(after.loginTs) + 86_400)
    assert.equal((await party.refresh(String(refreshed.body.refresh_token))).status, 200)
  })

  test('a code from a set of backup codes is kept as what it was', async () => {
    const { server } = house()
    const browser = createBrowserClient()
    const [code = ''] = await giveBackupCodes(server, 'alice')
    const party = relyingParty(server)
    await goOn(browser, await typeBackupCode(browser, await provePassword(browser, party.begin()), code))
    await leave(house(), browser, 4000)
    const callback = await goOn(browser, await provePassword(browser, party.begin()))
    const { amr } = claimsIn((await party.redeem(callback.searchParams.get('code'))).body.id_token)
    assert.deepEqual(amr, ['pwd', 'otp', 'mfa'])
  })

  test('the account pages open again with the password alone', async () => {
    const { server, inState } = house()
    const { browser } = await inState(idle)
    const sent = server.phone.messages.length
    assert.match(textOf(await enterAccount(server, browser)), /alice/)
    assert.equal(server.phone.messages.length, sent)
  })

  test('in another browser the cookie of an idle session takes both factors', async () => {
    const { server, inState } = house()
    const { browser, ...moments } = await inState(idle)
    const thief = await browser.copy()
    await thief.jar.setCookie(`latchkey_browser=${'x'.repeat(43)}; Path=/`, server.issuer)
    assert.equal(await walk(server, { browser: thief, ...moments }, {}), anew)
  })

  test('a session that was signed out does not come back, idle or not', async () => {
    const { server, inState } = house()
    const standing = await inState(idle)
    const { browser } = standing
    await signOut(server, browser)
    assert.equal(await walk(server, standing, {}), anew)
  })

  test('a session that was signed out in another tab while the password was typed is gone', async () => {
    const { server, inState } = house()
    const { browser } = await inState(idle)
    const page = await browser.follow(await browser.get(relyingParty(server).begin()))
    await signOut(server, browser)
    const typed = await browser.submit(page, 'form.password', { identifier: 'alice', password })
    assert.equal(typed.status, 400)
  })

  test('a session that the account ended takes both factors, also when it ends while the password is typed', async () => {
    const { server, store, inState } = house()
    const [first, second] = [
      await inState({ ...idle, person: 'bob' }),
      await inState({ ...idle, person: 'bob' }),
    ]
    const page = await second.browser.follow(await second.browser.get(relyingParty(server).begin()))
    const { id } = await accountNamed(server, 'bob')
    await changeAccount({ accounts: store.accounts, clock: Date.now }, id, (account) =>
      withSessionsEnded(account, Date.now() - 2000),
    )
    assert.equal(await walk(server, first, { person: 'bob' }), anew)
    const typed = await second.browser.submit(page, 'form.password', { identifier: 'bob', password })
    const next = await lastPage(second.browser, typed)
    assert.match(next.body, /autocomplete="current-password"/)
    assert.equal(await walk(server, second, { person: 'bob' }), anew)
  })

  test('a code to a number that is no longer the account’s does not come back with the password', async () => {
    const { server, store } = house()
    const browser = createBrowserClient()
    await logIn(server, browser, relyingParty(server).begin(), 'bob')
    await leave(house(), browser, 4000)
    const { id } = await accountNamed(server, 'bob')
    const change = (to: (account: Account) => Account) =>
      changeAccount({ accounts: store.accounts, clock: Date.now }, id, to)
    const { number = '' } = await accountNamed(server, 'bob')
    await change((account) => withNumber(account, '+94778886300'))
    const asked = await provePassword(browser, relyingParty(server).begin(), 'bob')
    assert.match(asked.body, /one-time-code/)
    await change((account) => withNumber(account, number))
  })

  test('another person’s password does not bring it back', async () => {
    const { server, inState } = house()
    assert.equal(await walk(server, await inState(idle), { person: 'bob' }), anew)
  })

  test('consent is asked for as ever, and the session is not idle any more after it', async () => {
    const { server, inState } = house()
    const { browser } = await inState(idle)
    const party = relyingParty(server, 'third-party')
    const consent = await lastPage(browser, await provePassword(browser, party.begin()))
    const callback = await goOn(browser, await browser.submit(consent, `${consent.url.pathname}/consent`))
    const { amr } = claimsIn((await party.redeem(callback.searchParams.get('code'))).body.id_token)
    assert.deepEqual(amr, ['pwd', 'sms', 'mfa'])
  })

  test('once it is back, it is as any other session', async () => {
    const { server, inState } = house()
    const standing = await inState(idle)
    assert.equal(await walk(server, standing, {}), back)
    assert.equal(await walk(server, standing, {}), '2fa pwd sms mfa, of the second factor')
    const asked = await walk(server, standing, { request: { max_age: '4500' } })
    assert.equal(asked, anew)
  })
})
