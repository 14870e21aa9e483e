import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { StoreSettings } from '../../src/config/settings.ts'
import { createBrowserClient, formOf, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import {
  claimsIn,
  codesOf,
  goOn,
  logIn,
  provePassword,
  relyingParty,
  typeCode,
} from '../support/relying-party.ts'

/** What every login must show, whichever store is behind it. */
export function loginSuite(name: string, openStore: () => Promise<StoreSettings | undefined>): void {
  describe(`a login on the ${name} store`, () => {
    let server: TestServer
    before(async () => {
      const store = await openStore()
      server = await startLatchkey(store === undefined ? {} : { store })
    })
    after(() => server.close())

    test('password, then the code, then tokens that say so', async () => {
      const party = relyingParty(server)
      const callback = await logIn(server, createBrowserClient(), party.begin())
      assert.equal(callback.searchParams.get('state'), 'xyz')
      const { status, body } = await party.redeem(callback.searchParams.get('code') ?? '')
      assert.equal(status, 200)
      const claims = claimsIn(body.id_token)
      assert.equal(claims.acr, 'urn:latchkey:2fa')
      assert.deepEqual(claims.amr, ['pwd', 'sms', 'mfa'])
      assert.ok(Math.abs(Number(claims.auth_time) - Date.now() / 1000) < 30)
      assert.equal(claims.nonce, 'abc')
      const info = await party.userinfo(String(body.access_token))
      assert.equal(info.body.sub, claims.sub)
      assert.equal(info.body.phone_number, '+94778888888')
      assert.equal(info.body.name, 'Alice Example')
    })

    test('after the password alone no cookie opens anything', async () => {
      const browser = createBrowserClient()
      const party = relyingParty(server)
      await provePassword(browser, party.begin())
      const silent = await browser.get(party.begin({ prompt: 'none' }))
      assert.equal(silent.location?.searchParams.get('error'), 'login_required')
    })

    test('50 parallel posts of the right code give one authorization code', async () => {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await provePassword(browser, relyingParty(server).begin())
      const code = await server.phone.code(sent + 1)
      const answers = await Promise.all(Array.from({ length: 50 }, () => typeCode(browser, page, code)))
      assert.equal((await codesOf(browser, answers)).size, 1)
    })

    test('of 50 parallel wrong codes at most 5 are looked at, and then the right one fails, too', async () => {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await provePassword(browser, relyingParty(server).begin())
      const right = await server.phone.code(sent + 1)
      const wrong = right === '000000' ? '000001' : '000000'
      const answers = await Promise.all(Array.from({ length: 50 }, () => typeCode(browser, page, wrong)))
      assert.ok(answers.every(({ status }) => status === 422))
      const late = await typeCode(browser, page, right)
      assert.equal(late.status, 422)
      assert.ok(!late.body.includes('http-equiv="refresh"'))
    })

    test('20 parallel redemptions of one authorization code, and 20 refreshes, give one success each', async () => {
      const party = relyingParty(server)
      const callback = await logIn(server, createBrowserClient(), party.begin())
      const code = callback.searchParams.get('code') ?? ''
      const redeemed = await Promise.all(Array.from({ length: 20 }, () => party.redeem(code)))
      assert.equal(redeemed.filter(({ status }) => status === 200).length, 1)
      assert.ok(redeemed.every(({ status, body }) => status === 200 || body.error === 'invalid_grant'))

      const fresh = await logIn(server, createBrowserClient(), party.begin())
      const { body } = await party.redeem(fresh.searchParams.get('code') ?? '')
      const token = String(body.refresh_token)
      const refreshed = await Promise.all(Array.from({ length: 20 }, () => party.refresh(token)))
      assert.equal(refreshed.filter(({ status }) => status === 200).length, 1)
    })

    test('looking at the page, going back and a second tab send nothing', async () => {
      const browser = createBrowserClient()
      const party = relyingParty(server)
      const sent = server.phone.messages.length
      const page = await provePassword(browser, party.begin())
      await server.phone.code(sent + 1)
      for (let look = 0; look < 5; look += 1) await browser.get(page.url)
      await browser.follow(await browser.get(party.begin()))
      assert.equal(server.phone.messages.length, sent + 1)
    })

    test('a login begun again in the same browser takes over the living challenge: same code, nothing sent', async () => {
      const browser = createBrowserClient()
      const party = relyingParty(server)
      const sent = server.phone.messages.length
      await provePassword(browser, party.begin())
      const code = await server.phone.code(sent + 1)
      const again = await provePassword(browser, party.begin())
      assert.equal(server.phone.messages.length, sent + 1)
      const callback = await goOn(browser, await typeCode(browser, again, code))
      assert.ok(callback.searchParams.get('code'))
    })

    test('a code is worth nothing in another browser, even for the same account', async () => {
      const mine = createBrowserClient()
      const party = relyingParty(server)
      const sent = server.phone.messages.length
      await provePassword(mine, party.begin())
      const code = await server.phone.code(sent + 1)
      const theirs = createBrowserClient()
      const page = await provePassword(theirs, party.begin())
      await server.phone.code(sent + 2)
      assert.equal((await typeCode(theirs, page, code)).status, 422)
    })

    test('asking for another message too early is refused, and says when', async () => {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await provePassword(browser, relyingParty(server).begin())
      await server.phone.code(sent + 1)
      const refused = await browser.submit(page, `${page.url.pathname}/sms-otp/resend`)
      assert.equal(refused.status, 429)
      assert.ok(Number(refused.headers['retry-after']) > 0)
      assert.equal(server.phone.messages.length, sent + 1)
    })

    test('a session of one factor is stepped up with the code alone, and keeps its auth_time', async () => {
      const browser = createBrowserClient()
      const basic = relyingParty(server, 'basic')
      const first = await goOn(browser, await provePassword(browser, basic.begin()))
      const weak = claimsIn((await basic.redeem(first.searchParams.get('code') ?? '')).body.id_token)
      assert.deepEqual([weak.acr, weak.amr], ['urn:latchkey:1fa', ['pwd']])

      const party = relyingParty(server)
      const sent = server.phone.messages.length
      const start = await browser.follow(await browser.get(party.begin()))
      assert.equal(server.phone.messages.length, sent, 'a step-up begins with a GET, and a GET never sends')
      const asked = await browser.follow(await browser.submit(start, `${start.url.pathname}/sms-otp/start`))
      const callback = await goOn(browser, await typeCode(browser, asked, await server.phone.code(sent + 1)))
      const strong = claimsIn((await party.redeem(callback.searchParams.get('code') ?? '')).body.id_token)
      assert.deepEqual([strong.acr, strong.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
      assert.equal(strong.auth_time, weak.auth_time)
      assert.equal(strong.sub, weak.sub)
    })

    test('signing out ends the session', async () => {
      const browser = createBrowserClient()
      const party = relyingParty(server)
      await logIn(server, browser, party.begin())
      const asked = await browser.get(
        `${server.issuer}/session/end?client_id=app&post_logout_redirect_uri=https://app.example/`,
      )
      // The button stands outside the form and belongs to it by its `form` attribute.
      const { action, fields } = formOf(asked, 'form')
      const left = await browser.post(action, { ...fields, logout: 'yes' }, { from: asked })
      assert.equal(left.location?.href, 'https://app.example/')
      const silent = await browser.get(party.begin({ prompt: 'none' }))
      assert.equal(silent.location?.searchParams.get('error'), 'login_required')
    })

    test('what was not proved is explained, not skipped', async () => {
      for (const identifier of ['numberless', 'opted-out']) {
        const browser = createBrowserClient()
        const page = await provePassword(browser, relyingParty(server).begin(), identifier)
        assert.equal(page.status, 403, identifier)
        const back = await goOn(
          browser,
          await browser.submit(page, `${page.url.pathname.replace(/\/password$/, '')}/refuse`),
        )
        assert.equal(back.searchParams.get('error'), 'unmet_authentication_requirements')
        assert.equal(textOf(page).includes('+94'), false)
      }
    })
  })
}
