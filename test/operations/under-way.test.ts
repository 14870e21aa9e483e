import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Settings } from '../../src/config/settings.ts'
import { createBrowserClient } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
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

/* What is under way when a reload takes something back: nobody gets more than both configurations allow. */

let server: TestServer
before(async () => {
  server = await startLatchkey({ change: withCapture('trust-first-login') })
})
after(() => server.close())

type Change = (settings: Settings) => Settings

const asBefore: Change = (settings) => settings
const withoutClient =
  (id: string): Change =>
  (settings) => ({
    ...settings,
    clients: settings.clients.filter(({ metadata }) => metadata.client_id !== id),
  })
const elsewhere: Change = (settings) => ({
  ...settings,
  clients: settings.clients.map((client) => ({
    ...client,
    metadata: { ...client.metadata, redirect_uris: ['https://other.example/callback'] },
  })),
})

function withCapture(capture: 'invite' | 'trust-first-login'): Change {
  return (settings) => ({ ...settings, account: { ...settings.account, capture } })
}

/** Reloads, and takes that back when the work is done. */
async function meanwhile(change: Change, work: () => Promise<void>): Promise<void> {
  assert.equal((await server.reload(change)).outcome, 'applied')
  try {
    await work()
  } finally {
    await server.reload(asBefore)
  }
}

test('a login whose redirect address was taken from the client ends on a page of ours, at every step of it', async () => {
  const party = relyingParty(server)
  const [early, late] = [createBrowserClient(), createBrowserClient()]
  const asked = await provePassword(early, party.begin())
  const proved = await proveBoth(server, late, party.begin())
  const sent = server.phone.messages.length
  await meanwhile(elsewhere, async () => {
    const refused = await early.submit(asked, `${asked.url.pathname}/abort`)
    assert.deepEqual([refused.status, refused.location], [400, undefined])
    const ended = await lastPage(late, proved)
    assert.deepEqual([ended.status, ended.location], [400, undefined])
    assert.doesNotMatch(ended.body, /code=/)
  })
  assert.equal(server.phone.messages.length, sent)
})

test('the tokens of a client that was removed are nobody’s any more, and whoever asks is told so', async () => {
  const party = relyingParty(server)
  const browser = createBrowserClient()
  const { body } = await party.redeem((await logIn(server, browser, party.begin())).searchParams.get('code'))
  const proved = await proveBoth(server, createBrowserClient(), party.begin())
  assert.equal(proved.status, 200)
  const api = relyingParty(server, 'basic')
  assert.equal((await api.introspect(String(body.access_token))).active, true)
  await meanwhile(withoutClient('app'), async () => {
    assert.deepEqual(await api.introspect(String(body.access_token)), { active: false })
    assert.deepEqual(await api.introspect(String(body.refresh_token)), { active: false })
    assert.equal((await party.refresh(String(body.refresh_token))).status, 401)
    assert.equal((await party.userinfo(String(body.access_token))).status, 401)
  })
})

test('a second factor that is owed since the password was typed is asked for before anybody is in', async () => {
  const party = relyingParty(server, 'basic')
  const browser = createBrowserClient()
  const form = await browser.follow(await browser.get(party.begin()))
  const proved = await browser.submit(form, 'form', {
    identifier: 'alice',
    password: 'a password for tests only',
  })
  const sent = server.phone.messages.length
  const stricter: Change = (settings) => ({
    ...settings,
    clients: settings.clients.map((client) => ({ ...client, steps: 'basic+smsotp' })),
  })
  await meanwhile(stricter, async () => {
    const owed = await lastPage(browser, proved)
    const asked = await browser.follow(await browser.submit(owed, `${owed.url.pathname}/sms-otp/start`))
    const code = await server.phone.code(sent + 1)
    const callback = await goOn(browser, await typeCode(browser, asked, code))
    const { body } = await party.redeem(callback.searchParams.get('code'))
    assert.equal(claimsIn(body.id_token).acr, 'urn:latchkey:2fa')
  })
})

test('whoever had begun to bring a first number along does not once that is switched off', async () => {
  const browser = createBrowserClient()
  const asked = await provePassword(browser, relyingParty(server).begin(), 'numberless')
  const sent = server.phone.messages.length
  await meanwhile(withCapture('invite'), async () => {
    const page = await browser.follow(
      await browser.submit(asked, `${asked.url.pathname}/number`, { number: '+94778888700' }),
    )
    assert.match(page.body, /name="password"/)
    assert.equal(server.phone.messages.length, sent)
  })
})
