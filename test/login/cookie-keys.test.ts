import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import type { Settings } from '../../src/config/settings.ts'
import { createBrowserClient } from '../support/client.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

const withKeys =
  (keys: (old: readonly string[]) => readonly string[]) =>
  (settings: Settings): Settings => ({
    ...settings,
    secrets: { ...settings.secrets, cookieKeys: keys(settings.secrets.cookieKeys) },
  })
const fresh = randomBytes(32).toString('base64url')

test('a new cookie key in front of the old one disturbs no sign-in that is under way, and no session (KEY-02)', async (t) => {
  const server = await startLatchkey()
  t.after(() => server.close())
  const party = relyingParty(server)
  const signedIn = createBrowserClient()
  await logIn(server, signedIn, party.begin())
  const sent = server.phone.messages.length
  const browser = createBrowserClient()
  const page = await provePassword(browser, party.begin())
  const code = await server.phone.code(sent + 1)
  await server.restart(withKeys((old) => [fresh, ...old]))
  const callback = await goOn(browser, await typeCode(browser, page, code))
  assert.ok(callback.searchParams.get('code'))
  const silent = await signedIn.get(party.begin({ prompt: 'none' }))
  assert.ok(silent.location?.searchParams.get('code'))
})

test('cookies under a key that is gone begin anew, and end nowhere (KEY-02)', async (t) => {
  const server = await startLatchkey()
  t.after(() => server.close())
  const party = relyingParty(server)
  const browser = createBrowserClient()
  await logIn(server, browser, party.begin())
  const page = await provePassword(createBrowserClient(), party.begin())
  await server.restart(withKeys(() => [fresh]))
  const gone = await browser.get(page.url)
  assert.equal(gone.status, 400)
  assert.match(gone.body, /https:\/\/app\.example/)
  assert.ok((await logIn(server, browser, party.begin())).searchParams.get('code'))
})
