import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Account } from '../../src/accounts/account.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import { withSessionEnded, withSessionsEnded } from '../../src/accounts/sessions.ts'
import type { StoreSettings } from '../../src/config/settings.ts'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { createBrowserClient } from '../support/client.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, logIn, relyingParty } from '../support/relying-party.ts'

const redis = await startRedis()
after(() => redis.stop())

endedSessions('embedded')
endedSessions('Redis', { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false })

/** Sessions end by the account's word: cookie, refresh token, access token and introspection, all at once (SES-11). */
function endedSessions(name: string, store?: StoreSettings): void {
  describe(`sessions that end, on the ${name} store`, () => {
    test('one, another one or all of them but this one, with every token of theirs', async (t) => {
      const server = await startLatchkey(store === undefined ? {} : { store })
      t.after(() => server.close())
      const beside = await openStoreBeside(server.settings.store)
      t.after(() => beside.close())
      const [first, second, third] = [await signIn(), await signIn(), await signIn()]
      const { id } = (await beside.accounts.findByIdentifier('alice')) ?? assert.fail('no alice')

      const signIns = (await beside.activity.list(id)).filter(({ what }) => what === 'sign-in')
      const seen = signIns.map(({ session }) => session).slice(0, 3)
      assert.deepEqual(seen, [third.session, second.session, first.session])
      assert.deepEqual([signIns[0]?.client, signIns[0]?.acr], ['app', 'urn:latchkey:2fa'])

      // What began in the second of the end is over, too.
      await wait(1100)
      await change(beside, id, (account) => withSessionEnded(account, second.session, Date.now()))
      assert.deepEqual(await Promise.all([first.lives(), second.lives(), third.lives()]), [all, none, all])
      await change(beside, id, (account) => withSessionsEnded(account, Date.now(), third.session))
      assert.deepEqual(await Promise.all([first.lives(), second.lives(), third.lives()]), [none, none, all])

      await wait(1100)
      await logIn(server, second.browser, relyingParty(server).begin())
      assert.equal((await second.lives()).cookie, true, 'whoever signs in again is in')
      await change(beside, id, (account) => withSessionsEnded(account, Date.now()))
      assert.deepEqual(await third.lives(), none)

      async function signIn() {
        const browser = createBrowserClient()
        const party = relyingParty(server)
        const callback = await logIn(server, browser, party.begin())
        const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
        let refreshToken = String(body.refresh_token)
        return {
          browser,
          session: await sessionOf(beside, String(body.access_token)),
          async lives() {
            const silent = await browser.get(party.begin({ prompt: 'none' }))
            const { status } = await party.userinfo(String(body.access_token))
            const { active } = await party.introspect(String(body.access_token))
            const refreshed = await party.refresh(refreshToken)
            refreshToken = String(refreshed.body.refresh_token ?? refreshToken)
            return {
              cookie: silent.location?.searchParams.has('code') ?? false,
              userinfo: status === 200,
              introspection: active === true,
              refresh: refreshed.status === 200,
            }
          },
        }
      }
    })

    test('a session that is over leads to the sign-in page, and the same browser signs in again', async (t) => {
      const server = await startLatchkey(store === undefined ? {} : { store })
      t.after(() => server.close())
      const beside = await openStoreBeside(server.settings.store)
      t.after(() => beside.close())
      // Alice's sessions may have ended in this very second.
      await wait(1100)
      const browser = createBrowserClient()
      const party = relyingParty(server)
      await logIn(server, browser, party.begin())
      const { id } = (await beside.accounts.findByIdentifier('alice')) ?? assert.fail('no alice')
      await wait(1100)
      await change(beside, id, (account) => withSessionsEnded(account, Date.now()))
      await wait(1100)
      const page = await browser.follow(await browser.get(party.begin()))
      assert.match(page.body, /autocomplete="current-password"/)
      const callback = await logIn(server, browser, party.begin())
      assert.ok(callback.searchParams.get('code'))
      await assert.rejects(goOn(browser, page), /no page that goes on/)
    })
  })
}

const all = { cookie: true, userinfo: true, introspection: true, refresh: true }
const none = { cookie: false, userinfo: false, introspection: false, refresh: false }

async function change(store: Store, id: string, work: (account: Account) => Account): Promise<void> {
  const changed = await changeAccount({ accounts: store.accounts, clock: Date.now }, id, work)
  assert.ok('account' in changed)
}

async function sessionOf(store: Store, accessToken: string): Promise<string> {
  const payload = await store.adapter('AccessToken').find(accessToken)
  return String(payload?.sessionUid)
}
