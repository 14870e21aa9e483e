import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { changeAccount } from '../../src/accounts/change.ts'
import type { SubjectSettings } from '../../src/accounts/subject.ts'
import type { ClientSettings, StoreSettings } from '../../src/config/settings.ts'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { createBrowserClient } from '../support/client.ts'
import { clients, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { claimsIn, goOn, logIn, provePassword, relyingParty } from '../support/relying-party.ts'

const redis = await startRedis()
after(() => redis.stop())

subjectSuite('embedded')
subjectSuite('Redis', { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false })

function clientWith(
  id: string,
  subject: SubjectSettings,
  more: Partial<ClientSettings> = {},
): ClientSettings {
  const [app] = clients
  assert.ok(app)
  // Two hosts: the library then wants an address that lists them.
  const redirect_uris = ['https://app.example/callback', 'https://other.example:8443/callback']
  return { ...app, metadata: { ...app.metadata, client_id: id, redirect_uris }, subject, ...more }
}

/** The guide's "Subject Claim URI": what a client knows people by. */
function subjectSuite(name: string, store?: StoreSettings): void {
  describe(`subjects, on the ${name} store`, () => {
    let server: TestServer
    let beside: Store
    before(async () => {
      server = await startLatchkey({
        ...(store === undefined ? {} : { store }),
        change: (settings) => ({
          ...settings,
          clients: [
            ...settings.clients,
            clientWith('by-mobile', { claim: 'mobile', numberFormat: 'digits' }),
            clientWith('by-mobile-plus', { claim: 'mobile', numberFormat: 'plus' }),
            clientWith('by-email', { claim: 'email', numberFormat: 'digits' }, { claims: ['name'] }),
            clientWith('by-username', { claim: 'username', numberFormat: 'digits' }, { steps: 'basic' }),
            clientWith('mobile-only', { claim: 'mobile', numberFormat: 'digits' }, { steps: 'basic' }),
          ],
        }),
      })
      beside = await openStoreBeside(server.settings.store)
    })
    after(async () => {
      await beside.close()
      await server.close()
    })

    for (const [client, subject] of [
      ['by-mobile', '94778888888'],
      ['by-mobile-plus', '+94778888888'],
      ['by-email', 'alice@example.com'],
    ] as const) {
      test(`${client}: ID Token, UserInfo, introspection and refresh agree`, async () => {
        const party = relyingParty(server, client)
        const callback = await logIn(server, createBrowserClient(), party.begin())
        const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
        const refreshed = await party.refresh(String(body.refresh_token))
        const subjects = [
          claimsIn(body.id_token).sub,
          (await party.userinfo(String(body.access_token))).body.sub,
          (await party.introspect(String(body.access_token))).sub,
          claimsIn(refreshed.body.id_token).sub,
        ]
        assert.deepEqual(subjects, Array(4).fill(subject))
      })
    }

    test('a hint with the subject fits the session, and after a sign-in whoever signed in', async () => {
      const party = relyingParty(server, 'by-mobile')
      const browser = createBrowserClient()
      const callback = await logIn(server, browser, party.begin())
      const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
      const hint = { id_token_hint: String(body.id_token) }
      const silent = await browser.get(party.begin({ ...hint, prompt: 'none' }))
      assert.ok(silent.location?.searchParams.get('code'))
      const again = await logIn(server, createBrowserClient(), party.begin(hint))
      assert.ok(again.searchParams.get('code'))
      const out = await browser.get(`${server.issuer}/session/end?id_token_hint=${body.id_token}`)
      assert.equal(out.status, 200)
    })

    test('a client gets the claims its entry names, and no others', async () => {
      const party = relyingParty(server, 'by-email')
      const callback = await logIn(server, createBrowserClient(), party.begin())
      const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
      const info = await party.userinfo(String(body.access_token))
      assert.deepEqual(info.body, { sub: 'alice@example.com', name: 'Alice Example' })
    })

    test('whoever has no such subject is told so, signed in or not, and the client gets an error', async () => {
      const browser = createBrowserClient()
      const username = relyingParty(server, 'by-username')
      const first = await goOn(browser, await provePassword(browser, username.begin(), 'numberless'))
      const { body } = await username.redeem(first.searchParams.get('code') ?? '')
      assert.equal(claimsIn(body.id_token).sub, 'numberless')

      const mobile = relyingParty(server, 'mobile-only')
      const page = await browser.follow(await browser.get(mobile.begin()))
      assert.equal(page.status, 403)
      assert.match(page.body, /missing on your account/)
      const back = await goOn(browser, await browser.submit(page, `${page.url.pathname}/refuse`))
      assert.equal(back.searchParams.get('error'), 'unmet_authentication_requirements')
      const stranger = await provePassword(createBrowserClient(), mobile.begin(), 'numberless')
      assert.equal(stranger.status, 403)
      const silent = await browser.get(
        mobile.begin({ prompt: 'none', ...{ id_token_hint: String(body.id_token) } }),
      )
      assert.ok(silent.location?.searchParams.get('error') ?? silent.status === 400)
    })

    test('a number that changes ends what was issued for the old one, and nobody else gets it', async () => {
      const accounts = { accounts: beside.accounts, clock: Date.now }
      const { id } = (await beside.accounts.findByIdentifier('alice')) ?? assert.fail('no alice')
      const [mobile, plain] = [relyingParty(server, 'by-mobile'), relyingParty(server)]
      const tokens = []
      for (const party of [mobile, plain]) {
        const callback = await logIn(server, createBrowserClient(), party.begin())
        tokens.push((await party.redeem(callback.searchParams.get('code') ?? '')).body)
      }
      await wait(1100)
      await changeAccount(accounts, id, (account) => ({ ...account, number: '+94778888887' }))
      const [ofMobile, ofPlain] = tokens
      assert.equal((await mobile.userinfo(String(ofMobile?.access_token))).status, 401)
      assert.equal((await mobile.refresh(String(ofMobile?.refresh_token))).body.error, 'invalid_grant')
      assert.equal((await plain.userinfo(String(ofPlain?.access_token))).status, 200)

      const other = (await beside.accounts.findByIdentifier('numberless')) ?? assert.fail('nobody')
      const taken = await changeAccount(accounts, other.id, (account) => ({
        ...account,
        number: '+94778888888',
      }))
      assert.equal('unchanged' in taken && taken.unchanged, 'taken')
      await changeAccount(accounts, id, (account) => ({ ...account, number: '+94778888888' }))
      assert.equal((await beside.accounts.findByIdentifier('+94778888888'))?.id, id, 'its last owner may')
    })
  })
}
