import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import got from 'got'
import { createBrowserClient, formOf } from '../support/client.ts'
import { responseIn, testPlan, verify } from '../support/plan.ts'
import { claimsIn, lastPage, proveBoth, provePassword, relyingParty } from '../support/relying-party.ts'

/** What the relying parties were told, by the path they are told at. */
const told: { path: string; type: string; body: URLSearchParams }[] = []
let status = 200
const receiver = createServer(async (request, response) => {
  const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString())
  told.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', body })
  response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end()
})
receiver.listen(0, '127.0.0.1')
await once(receiver, 'listening')
after(() => receiver.close())
const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`

const plan = testPlan([
  {
    metadata: {
      client_id: 'told',
      backchannel_logout_uri: `${url}/told`,
      backchannel_logout_session_required: true,
    },
  },
  { metadata: { client_id: 'told-too', backchannel_logout_uri: `${url}/told-too` } },
])

/** Signs in at these clients one after the other, then out at the first; answers their ID Tokens. */
async function inAndOut(...ids: readonly string[]) {
  const browser = createBrowserClient()
  const idTokens: string[] = []
  for (const id of ids) {
    const party = plan.party(id)
    const page =
      idTokens.length === 0
        ? await lastPage(browser, await proveBoth(plan.server, browser, party.begin()))
        : await browser.get(party.begin())
    idTokens.push(String((await party.redeem(responseIn(page).get('code'))).body.id_token))
  }
  told.length = 0
  const asked = await browser.get(`${plan.server.issuer}/session/end?id_token_hint=${idTokens[0]}`)
  const { action, fields } = formOf(asked, 'form')
  const left = await browser.post(action, { ...fields, logout: 'yes' }, { from: asked })
  return { browser, idTokens, left }
}

test('discovery says that clients are told, and of which session (Back-Channel Logout 2.1)', async () => {
  const found = await got(`${plan.server.issuer}/.well-known/openid-configuration`).json<
    Record<string, unknown>
  >()
  assert.equal(found.backchannel_logout_supported, true)
  assert.equal(found.backchannel_logout_session_supported, true)
})

test('every client of the session is told, once, by a form with a logout_token (Back-Channel Logout 2.5)', async () => {
  await inAndOut('told', 'told-too', 'app')
  assert.deepEqual(told.map(({ path }) => path).toSorted(), ['/told', '/told-too'])
  for (const { type, body } of told) {
    assert.match(type, /^application\/x-www-form-urlencoded/)
    assert.deepEqual([...body.keys()], ['logout_token'])
  }
})

test('the logout token is as it must be: signed, of this session, with the event and without a nonce (Back-Channel Logout 2.4)', async () => {
  const { idTokens } = await inAndOut('told')
  const token = told[0]?.body.get('logout_token') ?? ''
  const { payload, protectedHeader } = await verify(plan, token, 'told')
  const idToken = claimsIn(idTokens[0])
  assert.equal(protectedHeader.typ, 'logout+jwt')
  assert.deepEqual([payload.sub, payload.sid], [idToken.sub, idToken.sid])
  assert.ok(typeof payload.sid === 'string')
  assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} })
  assert.ok(
    typeof payload.iat === 'number' && typeof payload.exp === 'number' && typeof payload.jti === 'string',
  )
  assert.ok(!('nonce' in payload))
})

test('each sign-out has a logout token of its own (Back-Channel Logout 2.4)', async () => {
  await inAndOut('told')
  const first = claimsIn(told[0]?.body.get('logout_token'))
  await inAndOut('told')
  const second = claimsIn(told[0]?.body.get('logout_token'))
  assert.notEqual(second.jti, first.jti)
  assert.notEqual(second.sid, first.sid)
})

for (const failing of [500, 400, 302]) {
  test(`a client that answers ${failing} stops nobody’s sign-out (Back-Channel Logout 2.7)`, async () => {
    status = failing
    const { browser, left } = await inAndOut('told', 'told-too')
    status = 200
    assert.equal(left.status, 303)
    assert.equal(told.length, 2, 'and no redirect is followed')
    const silent = await browser.get(relyingParty(plan.server).begin({ prompt: 'none' }))
    assert.equal(responseIn(silent).get('error'), 'login_required')
  })
}

test('clients that the session never saw are not told (Back-Channel Logout 2.5)', async () => {
  await inAndOut('app', 'told-too')
  assert.deepEqual(
    told.map(({ path }) => path),
    ['/told-too'],
  )
})

test('somebody who never finished a sign-in is nobody’s news (Back-Channel Logout 2.5)', async () => {
  const browser = createBrowserClient()
  await provePassword(browser, plan.party('told').begin())
  told.length = 0
  const asked = await browser.get(`${plan.server.issuer}/session/end`)
  const { action, fields } = formOf(asked, 'form')
  await browser.post(action, fields, { from: asked })
  assert.deepEqual(told, [])
})
