import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import {
  codesOf,
  lastPage,
  logIn,
  proveBoth,
  provePassword,
  relyingParty,
  typeCode,
} from '../support/relying-party.ts'

const { server, balancer, close } = await startInstances()
after(close)

test('every request of a login may go to another instance', async () => {
  const party = relyingParty(server)
  for (let login = 0; login < 5; login += 1) {
    const callback = await logIn(server, createBrowserClient(), party.begin())
    const { status, body } = await party.redeem(callback.searchParams.get('code') ?? '')
    assert.equal(status, 200)
    assert.equal((await party.userinfo(String(body.access_token))).status, 200)
    assert.equal((await party.refresh(String(body.refresh_token))).status, 200)
  }
  assert.ok(balancer.counts.every((count) => count > 10))
})

test('over two instances, 50 parallel posts of the right code still give one authorization code', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server).begin())
  const code = await server.phone.code(sent + 1)
  const answers = await Promise.all(Array.from({ length: 50 }, () => typeCode(browser, page, code)))
  assert.equal((await codesOf(browser, answers)).size, 1)
})

test('over two instances, one authorization code and one refresh token give one success each', async () => {
  const party = relyingParty(server)
  const callback = await logIn(server, createBrowserClient(), party.begin())
  const code = callback.searchParams.get('code') ?? ''
  const redeemed = await Promise.all(Array.from({ length: 20 }, () => party.redeem(code)))
  assert.equal(redeemed.filter(({ status }) => status === 200).length, 1)
  const again = await logIn(server, createBrowserClient(), party.begin())
  const { body } = await party.redeem(again.searchParams.get('code') ?? '')
  const refreshed = await Promise.all(
    Array.from({ length: 20 }, () => party.refresh(String(body.refresh_token))),
  )
  assert.equal(refreshed.filter(({ status }) => status === 200).length, 1)
})

test('over two instances, parallel passwords in one browser send one message', async () => {
  const browser = createBrowserClient()
  const asked = await browser.follow(await browser.get(relyingParty(server).begin()))
  const sent = server.phone.messages.length
  const typed = { identifier: 'alice', password: 'a password for tests only' }
  await browser.get(asked.url)
  await Promise.all(Array.from({ length: 8 }, () => browser.submit(asked, 'form', typed)))
  await server.phone.code(sent + 1)
  assert.equal(server.phone.messages.length, sent + 1)
})

test('over two instances, a pushed request is used once: with a session, and by two logins begun with it (RFC 9126 4)', async () => {
  const party = relyingParty(server)
  const push = async () => {
    const { body } = await party.post('/request', party.parameters())
    const named = new URLSearchParams({ client_id: 'app', request_uri: String(body.request_uri) })
    return `${server.issuer}/auth?${named}`
  }
  const codeIn = ({ location }: Page) => location?.searchParams.get('code') ?? undefined
  const browser = createBrowserClient()
  await logIn(server, browser, party.begin())
  const used = await push()
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.get(used)))
  assert.equal(answers.filter((page) => codeIn(page) !== undefined).length, 1)
  for (const page of answers.filter((each) => codeIn(each) === undefined)) {
    assert.match(page.location?.searchParams.get('error') ?? textOf(page), /invalid_request_uri/)
  }

  const shared = await push()
  const ends = []
  for (const person of [createBrowserClient(), createBrowserClient()]) {
    ends.push({ person, last: await proveBoth(server, person, shared) })
  }
  const callbacks = await Promise.all(ends.map(({ person, last }) => lastPage(person, last)))
  assert.equal(callbacks.filter((page) => codeIn(page) !== undefined).length, 1)
})
