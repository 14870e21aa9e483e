import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import got from 'got'
import { type BrowserClient, createBrowserClient } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { claimsIn, goOn, logIn, provePassword, relyingParty, type Tokens } from '../support/relying-party.ts'

async function open(t: TestContext) {
  const server = await startLatchkey()
  t.after(() => server.close())
  return { server, browser: createBrowserClient() }
}

/** What the provider says of an access token, beside what the ID Token that came with it says. */
async function bothWords(server: TestServer, { body }: Tokens) {
  const credentials = `app:${encodeURIComponent('a client secret that is long enough for tests')}`
  const token = await got.post<Record<string, unknown>>(`${server.issuer}/token/introspection`, {
    form: { token: String(body.access_token) },
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    responseType: 'json',
  })
  return [token.body, claimsIn(body.id_token)].map(({ acr, amr, auth_time }) => ({ acr, amr, auth_time }))
}

async function passwordOnly(server: TestServer, browser: BrowserClient): Promise<Tokens> {
  const party = relyingParty(server, 'basic')
  const callback = await goOn(browser, await provePassword(browser, party.begin()))
  return party.redeem(callback.searchParams.get('code') ?? '')
}

test('an API that asks about an access token learns acr, amr and auth_time as the ID Token says them (RFC 9470 6.2)', async (t) => {
  const { server, browser } = await open(t)
  const [weak, weakIdToken] = await bothWords(server, await passwordOnly(server, browser))
  assert.deepEqual([weak?.acr, weak?.amr], ['urn:latchkey:1fa', ['pwd']])
  assert.deepEqual(weak, weakIdToken)

  const party = relyingParty(server)
  const callback = await logIn(server, browser, party.begin({ prompt: 'login' }))
  const tokens = await party.redeem(callback.searchParams.get('code') ?? '')
  const [strong, idToken] = await bothWords(server, tokens)
  assert.deepEqual([strong?.acr, strong?.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
  assert.deepEqual(strong, idToken)
})

test('after a refresh the new access token still says what was proved when the person signed in', async (t) => {
  const { server, browser } = await open(t)
  const first = await passwordOnly(server, browser)
  const [before] = await bothWords(server, first)
  const party = relyingParty(server, 'basic')
  const refreshed = await party.refresh(String(first.body.refresh_token))
  // The browser's session is stronger by now; the grant of that client is not.
  await logIn(server, browser, relyingParty(server).begin({ prompt: 'login' }))
  const again = await party.refresh(String(refreshed.body.refresh_token))
  for (const tokens of [refreshed, again]) assert.deepEqual(await bothWords(server, tokens), [before, before])
})
