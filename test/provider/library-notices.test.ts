import assert from 'node:assert/strict'
import { after, before, mock, test } from 'node:test'
import got from 'got'
import type { Settings } from '../../src/config/settings.ts'
import { createBrowserClient } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'

/** Everything the process says of itself, not through the log. */
const said: string[] = []
const hear = (...words: unknown[]) => void said.push(words.map(String).join(' '))
const methods = ['log', 'info', 'warn', 'error'] as const

let server: TestServer
before(async () => {
  for (const method of methods) mock.method(console, method, hear)
  process.on('warning', hear)
  server = await startLatchkey({ change: withEveryFeature })
})
after(async () => {
  await server.close()
  process.off('warning', hear)
  mock.restoreAll()
})

/** As shipped, every feature is on; a client of each kind makes the library reach for all that they need. */
function withEveryFeature(settings: Settings): Settings {
  const [app] = settings.clients
  if (app === undefined) throw new Error('the usual clients begin with app')
  const pairwise = {
    ...app,
    metadata: { ...app.metadata, client_id: 'by-number' },
    subject: { claim: 'mobile', numberFormat: 'digits' } as const,
  }
  const jwts = {
    ...app,
    metadata: { ...app.metadata, client_id: 'jwts' },
    accessTokenAudience: 'https://api.example/',
  }
  return { ...settings, clients: [...settings.clients, pairwise, jwts] }
}

test('from the start to a sign-out the library has nothing to say about how it is set up (OIDC-10)', async () => {
  const { issuer } = server
  for (const client of ['app', 'by-number', 'jwts']) {
    const browser = createBrowserClient()
    const party = relyingParty(server, client)
    const { body: pushed } = await party.post('/request', party.parameters())
    const named = new URLSearchParams({ client_id: client, request_uri: String(pushed.request_uri) })
    const callback = await logIn(server, browser, `${issuer}/auth?${named}`)
    const { body } = await party.redeem(callback.searchParams.get('code'))
    const refreshed = await party.refresh(String(body.refresh_token))
    assert.equal(refreshed.status, 200)
    for (const token of [body.access_token, refreshed.body.refresh_token].map(String)) {
      await party.userinfo(token)
      await party.introspect(token)
      await party.post('/token/revocation', { token })
    }
    const hint = new URLSearchParams({ id_token_hint: String(body.id_token) })
    const leaving = await browser.follow(await browser.get(`${issuer}/session/end?${hint}`))
    assert.equal((await browser.follow(await browser.submit(leaving, 'form'))).status, 200)
    assert.equal((await browser.get(party.begin({ redirect_uri: 'https://evil.example/' }))).status, 400)
  }
  const origin = { origin: 'https://evil.example' }
  await got(`${issuer}/token`, { method: 'OPTIONS', headers: origin, throwHttpErrors: false })
  await got(`${issuer}/me`, { headers: origin, throwHttpErrors: false })
  assert.deepEqual(said, [])
})

test('what the library says would have been heard', async () => {
  const { Provider } = await import('oidc-provider')
  assert.ok(new Provider('http://localhost'))
  assert.ok(said.some((line) => /oidc-provider (WARNING|NOTICE)/.test(line)))
})
