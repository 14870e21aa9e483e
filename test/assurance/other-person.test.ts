import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BrowserClient, type Page, textOf } from '../support/client.ts'
import { password, type TestServer } from '../support/latchkey.ts'
import {
  claimsIn,
  goOn,
  lastPage,
  logIn,
  proveBoth,
  provePassword,
  relyingParty,
  typeCode,
} from '../support/relying-party.ts'
import { onBothStores } from './house.ts'
import { isClient, isSwitch, switchPerson } from './walk.ts'

const full = { factors: 'both', age: 300, secondAge: 200 } as const

/** Whom the browser's session signs in, and what it says of the sign-in; undefined for nobody. */
async function signedIn(server: TestServer, browser: BrowserClient, clientId = 'basic') {
  const party = relyingParty(server, clientId)
  const silent = await browser.get(party.begin({ prompt: 'none' }))
  const code = silent.location?.searchParams.get('code')
  if (typeof code !== 'string') return undefined
  const { sub, acr, amr, auth_time: time } = claimsIn((await party.redeem(code)).body.id_token)
  return { sub, acr, amr, time }
}

/** A browser in which alice is signed in, with tokens at a client. */
async function withTokens(server: TestServer, browser: BrowserClient) {
  const party = relyingParty(server)
  const answer = await browser.get(party.begin())
  const { body } = await party.redeem(answer.location?.searchParams.get('code') ?? '')
  return { party, refreshToken: String(body.refresh_token), sub: claimsIn(body.id_token).sub }
}

async function codeAfterSwitch(browser: BrowserClient, typed: Page): Promise<string | null> {
  const between = await lastPage(browser, typed)
  assert.ok(isSwitch(between))
  return (await switchPerson(browser, between)).location?.searchParams.get('code') ?? null
}

await onBothStores('two people in one browser', (house) => {
  test('whoever signs in over another person’s session gets one of their own, and the other one ends with its tokens', async () => {
    const { server, inState } = house()
    const { browser } = await inState(full)
    const { party, refreshToken, sub } = await withTokens(server, browser)
    const old = await browser.copy()
    const typed = await proveBoth(server, browser, party.begin({ prompt: 'login' }), 'bob')
    const { body } = await party.redeem(await codeAfterSwitch(browser, typed))
    assert.notEqual(claimsIn(body.id_token).sub, sub)
    assert.equal((await signedIn(server, browser))?.sub, claimsIn(body.id_token).sub)
    assert.equal(await signedIn(server, old), undefined)
    assert.equal((await party.refresh(refreshToken)).status, 400)
    assert.equal((await party.refresh(String(body.refresh_token))).status, 200)
  })

  test('a step-up does not reach into the session of somebody who signed in meanwhile', async () => {
    const { server, inState } = house()
    const { browser } = await inState({ factors: 'password', age: 300 })
    const start = await browser.follow(await browser.get(relyingParty(server).begin()))
    const sent = server.phone.messages.length
    const page = await browser.follow(await browser.submit(start, 'form.start'))
    const code = await server.phone.code(sent + 1)
    const other = relyingParty(server, 'basic')
    const proved = await provePassword(browser, other.begin({ prompt: 'login' }), 'bob')
    assert.ok(await codeAfterSwitch(browser, proved))
    const bob = await signedIn(server, browser)
    const typed = await typeCode(browser, page, code)
    assert.equal(typed.status, 400)
    assert.deepEqual(await signedIn(server, browser), bob)
    assert.deepEqual(bob?.amr, ['pwd'])
  })

  test('a step-up that was proved and not gone on with is worth nothing once somebody else has signed in (SES-13)', async () => {
    const { server, inState } = house()
    const { browser } = await inState({ factors: 'password', age: 300 })
    const start = await browser.follow(await browser.get(relyingParty(server).begin()))
    const sent = server.phone.messages.length
    const page = await browser.follow(await browser.submit(start, 'form.start'))
    const proved = await typeCode(browser, page, await server.phone.code(sent + 1))
    const other = relyingParty(server, 'basic')
    const typed = await provePassword(browser, other.begin({ prompt: 'login' }), 'bob')
    assert.ok(await codeAfterSwitch(browser, typed))
    const bob = await signedIn(server, browser)
    const late = await lastPage(browser, proved)
    assert.equal(late.location?.searchParams.get('code') ?? undefined, undefined)
    assert.deepEqual(await signedIn(server, browser), bob)
    assert.deepEqual(bob?.amr, ['pwd'])
  })

  test('another person who proves everything and turns back at the last page leaves the session as it was (SES-13)', async () => {
    const { server, inState } = house()
    const { browser } = await inState(full)
    const before = await signedIn(server, browser)
    assert.ok(before)
    const begun = relyingParty(server).begin({ prompt: 'login' })
    const between = await lastPage(browser, await proveBoth(server, browser, begun, 'bob'))
    assert.ok(isSwitch(between))
    assert.deepEqual(await signedIn(server, browser), before)
    assert.ok(
      (await browser.get(relyingParty(server).begin({ prompt: 'none' }))).location?.searchParams.has('code'),
    )
  })

  test('a consent page that one person was shown grants nothing in the name of the next (SES-13)', async () => {
    const { server, inState } = house()
    const { browser } = await inState(full)
    const party = relyingParty(server, 'third-party')
    const page = await browser.follow(await browser.get(party.begin()))
    const typed = await proveBoth(server, browser, relyingParty(server).begin({ prompt: 'login' }), 'bob')
    assert.ok(await codeAfterSwitch(browser, typed))
    const answered = await browser.follow(await browser.submit(page, 'form.consent'), isClient)
    const end = answered.body.includes('http-equiv="refresh"') ? await lastPage(browser, answered) : answered
    assert.equal(end.location?.searchParams.get('code') ?? undefined, undefined)
    const silent = await browser.get(party.begin({ prompt: 'none' }))
    assert.equal(silent.location?.searchParams.get('error'), 'consent_required')
  })

  test('giving up a sign-in anew leaves the session as it was, whoever’s password was typed before', async () => {
    const { server, inState } = house()
    for (const person of [undefined, 'alice', 'bob']) {
      const { browser } = await inState(full)
      const before = await signedIn(server, browser)
      const begun = relyingParty(server).begin({ prompt: 'login' })
      const page =
        person === undefined
          ? await browser.follow(await browser.get(begun))
          : await provePassword(browser, begun, person)
      const left = await goOn(browser, await browser.submit(page, 'form.cancel'))
      assert.equal(left.searchParams.get('error'), 'access_denied')
      assert.ok(before !== undefined)
      assert.deepEqual(await signedIn(server, browser), before)
    }
  })

  test('a sub that claims ask for is compared again after the login: another person ends in an error (Core 5.5.1)', async () => {
    const { server, inState } = house()
    const { browser } = await inState(full)
    const { sub, party } = await withTokens(server, browser)
    const claims = JSON.stringify({ id_token: { sub: { value: sub } } })
    assert.ok((await browser.get(party.begin({ claims, prompt: 'none' }))).location?.searchParams.get('code'))
    const sent = server.phone.messages.length
    const { browser: fresh } = await inState({ factors: 'none' })
    const typed = await provePassword(fresh, party.begin({ claims }), 'bob')
    const refused = await goOn(fresh, typed)
    assert.equal(refused.searchParams.get('error'), 'login_required')
    assert.equal(server.phone.messages.length, sent)
    assert.ok((await logIn(server, fresh, party.begin({ claims }))).searchParams.get('code'))
  })

  test('login_hint, ui_locales and claims last through both steps', async () => {
    const { server, inState } = house()
    const { browser } = await inState({ factors: 'none' })
    const party = relyingParty(server)
    const claims = JSON.stringify({ id_token: { name: { essential: true } } })
    const request = { login_hint: 'alice', ui_locales: 'en-GB en', claims }
    const asked = await browser.follow(await browser.get(party.begin(request)))
    assert.match(asked.body, /value="alice"/)
    const sent = server.phone.messages.length
    const page = await browser.follow(await browser.submit(asked, 'form.password', { password }))
    assert.match(page.body, /<html lang="en/)
    assert.match(textOf(page), /code/)
    const last = await typeCode(browser, page, await server.phone.code(sent + 1))
    const { body } = await party.redeem((await goOn(browser, last)).searchParams.get('code'))
    assert.equal(claimsIn(body.id_token).name, 'Alice Example')
  })
})
