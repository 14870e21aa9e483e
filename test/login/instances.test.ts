import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createBrowserClient } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { codesOf, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

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
