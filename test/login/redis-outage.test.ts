import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createBrowserClient, type Page } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

const redis = await startRedis()
const store = { kind: 'redis', url: redis.url, commandTimeout: 500, acceptDataLoss: false } as const
let server: TestServer
before(async () => {
  server = await startLatchkey({ store })
})
after(async () => {
  await server.close()
  await redis.stop()
})

/** What a person gets while the store is away: soon, a page of ours, and no step further. */
async function assertUnavailable(request: () => Promise<Page>): Promise<void> {
  const began = Date.now()
  const page = await request()
  assert.ok(Date.now() - began < 3000, 'it answers within three seconds')
  assert.equal(page.status, 503)
  assert.ok(Number(page.headers['retry-after']) > 0)
  assert.match(page.body, /<html/)
  assert.equal(page.location, undefined)
  assert.equal(page.headers['set-cookie'], undefined)
}

async function whilePaused(work: () => Promise<void>): Promise<void> {
  redis.pause()
  try {
    await work()
  } finally {
    redis.resume()
  }
}

/** A login that works, within ten seconds. */
async function assertRecovers(): Promise<void> {
  for (const end = Date.now() + 10_000; ; await wait(100)) {
    const page = await createBrowserClient().get(relyingParty(server).begin())
    if (page.status === 303) break
    assert.ok(Date.now() < end, 'it works again within ten seconds')
  }
  assert.ok(
    (await logIn(server, createBrowserClient(), relyingParty(server).begin())).searchParams.get('code'),
  )
}

test('while Redis hangs every step answers soon and says no; afterwards the code still works', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const party = relyingParty(server)
  const page = await provePassword(browser, party.begin())
  const code = await server.phone.code(sent + 1)
  await whilePaused(async () => {
    await assertUnavailable(() => browser.get(party.begin()))
    await assertUnavailable(() => browser.get(page.url))
    await assertUnavailable(() => typeCode(browser, page, code))
  })
  await assertRecovers()
  const again = await browser.get(page.url)
  // A code typed while nothing was known may or may not have counted: here it came too late and did nothing.
  const callback = await goOn(browser, await typeCode(browser, again, code))
  assert.ok(callback.searchParams.get('code'))
})

test('while Redis is gone nothing is sent and nobody gets in', async () => {
  const browser = createBrowserClient()
  const party = relyingParty(server)
  const asked = await browser.follow(await browser.get(party.begin()))
  const sent = server.phone.messages.length
  const typed = { identifier: 'alice', password: 'a password for tests only' }
  await whilePaused(() => assertUnavailable(() => browser.submit(asked, 'form', typed)))
  assert.equal(server.phone.messages.length, sent)
  await assertRecovers()
})

test('after a restart of Redis a login under way goes on where it was', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server).begin())
  const code = await server.phone.code(sent + 1)
  await wait(1100) // The append-only file is written each second.
  await redis.restart()
  await assertRecovers()
  const again = await browser.get(page.url)
  assert.ok((await goOn(browser, await typeCode(browser, again, code))).searchParams.get('code'))
})

test('a Redis that could lose accounts stops the start with a line that says what to set', async () => {
  const careless = await startRedis({ args: ['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'] })
  const start = startLatchkey({ store: { ...store, url: careless.url } })
  await assert.rejects(start, /set noeviction[\s\S]*set appendonly yes/)
  await careless.stop()
})
