import assert from 'node:assert/strict'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import got from 'got'
import { openRedisStore } from '../../src/store/redis/index.ts'
import type { Store } from '../../src/store/store.ts'
import { type BrowserClient, createBrowserClient } from '../support/client.ts'
import { password, startLatchkey, type TestServer } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, logIn, provePassword, relyingParty } from '../support/relying-party.ts'

const redis = await startRedis()
let server: TestServer
let store: Store

before(async () => {
  const settings = { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false } as const
  server = await startLatchkey({ store: settings })
  store = await openRedisStore({ url: redis.url })
})
after(async () => {
  await store.close()
  await server.close()
  await redis.stop()
})

/** A request whose target is sent exactly as written. */
function raw(target: string): Promise<{ status: number; headers: object; body: string }> {
  const { port, host } = new URL(server.issuer)
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: target, headers: { host, accept: 'text/html' } },
      async (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }),
    )
    sent.on('error', reject).end()
  })
}

async function setDisabled(username: string, disabled: boolean): Promise<void> {
  const account = await store.accounts.findByIdentifier(username)
  assert.ok(account)
  const identifiers = [account.username, account.email ?? '', account.number ?? ''].filter(
    (one) => one !== '',
  )
  const saved = await store.accounts.save({ ...account, disabled, version: account.version + 1 }, identifiers)
  assert.ok(saved.saved)
}

async function tokens(browser: BrowserClient = createBrowserClient()) {
  const party = relyingParty(server)
  const callback = await logIn(server, browser, party.begin())
  const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
  return {
    party,
    id_token: String(body.id_token),
    access_token: String(body.access_token),
    refresh_token: String(body.refresh_token),
  }
}

async function introspect(token: string): Promise<unknown> {
  const secret = encodeURIComponent('a client secret that is long enough for tests')
  const authorization = `Basic ${Buffer.from(`app:${secret}`).toString('base64')}`
  const options = {
    form: { token },
    headers: { authorization },
    responseType: 'json',
  } as const
  const { body } = await got.post<{ active: boolean }>(`${server.issuer}/token/introspection`, options)
  return body.active
}

test('a request line with a host of its own makes no address of ours, and no audience', async () => {
  for (const target of ['http://evil.example/.well-known/openid-configuration', 'http://[/']) {
    const { status, headers, body } = await raw(target)
    assert.equal(status, 400, target)
    assert.ok('content-security-policy' in headers && 'x-frame-options' in headers, target)
    assert.doesNotMatch(body, /evil\.example/)
  }
})

test('a small request cannot make us store a large one again and again', async () => {
  const secret = encodeURIComponent('a client secret that is long enough for tests')
  const authorization = `Basic ${Buffer.from(`app:${secret}`).toString('base64')}`
  const form = Object.fromEntries(
    new URL(relyingParty(server).begin({ state: 'x'.repeat(40_000) })).searchParams,
  )
  const pushed = await got.post(`${server.issuer}/request`, {
    form,
    headers: { authorization },
    throwHttpErrors: false,
  })
  assert.equal(pushed.statusCode, 400)
})

test('when somebody else signs in than the hint names, the client gets an error and nothing is sent', async () => {
  const mine = await tokens()
  const party = relyingParty(server)
  const hint = { id_token_hint: mine.id_token }
  const sent = server.phone.messages.length
  const browser = createBrowserClient()
  const page = await provePassword(browser, party.begin(hint), 'numberless')
  assert.equal((await goOn(browser, page)).searchParams.get('error'), 'login_required')
  assert.equal(server.phone.messages.length, sent)
  assert.ok((await logIn(server, createBrowserClient(), party.begin(hint))).searchParams.get('code'))
})

test('a session ends a day after its sign-in, however much it is used', async () => {
  const browser = createBrowserClient()
  await logIn(server, browser, relyingParty(server).begin())
  const ends = async () => {
    await browser.get(relyingParty(server).begin({ prompt: 'none' }))
    const cookies = await browser.jar.getCookies(server.issuer)
    return String(cookies.find(({ key }) => key === 'latchkey_session')?.expires)
  }
  const first = await ends()
  await new Promise((resolve) => setTimeout(resolve, 2100))
  assert.ok(Math.abs(Date.parse(await ends()) - Date.parse(first)) <= 1000)
})

test('two uses of one code or refresh token at once end the whole family', async () => {
  const { party, refresh_token } = await tokens()
  const answers = await Promise.all(Array.from({ length: 5 }, () => party.refresh(refresh_token)))
  const winners = answers.filter(({ status }) => status === 200)
  assert.equal(winners.length, 1)
  assert.equal((await party.refresh(String(winners[0]?.body.refresh_token))).status, 400)
})

test('a disabled account gets nothing any more: no refresh, no UserInfo, no active token, no session', async () => {
  const browser = createBrowserClient()
  const { party, access_token, refresh_token } = await tokens(browser)
  assert.equal(await introspect(access_token), true)
  await setDisabled('alice', true)
  try {
    assert.equal(await introspect(access_token), false)
    assert.equal((await party.userinfo(access_token)).status, 401)
    assert.equal((await party.refresh(refresh_token)).status, 400)
    const silent = await browser.get(party.begin({ prompt: 'none' }))
    assert.equal(silent.location?.searchParams.get('error'), 'login_required')
    const asked = await browser.follow(await browser.get(party.begin()))
    assert.equal(asked.status, 200)
    assert.equal((await browser.submit(asked, 'form', { identifier: 'alice', password })).status, 422)
  } finally {
    await setDisabled('alice', false)
  }
})
