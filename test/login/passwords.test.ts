import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { CookieJar } from 'tough-cookie'
import type { Settings } from '../../src/config/settings.ts'
import { defaultPasswordLimits } from '../../src/limits/password-throttle.ts'
import { type BrowserClient, createBrowserClient, formOf, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { writtenOtherwise } from '../support/paths.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'

/** Accounts that others than the usual ones are guessed at. */
const names = ['closing', 'insider', 'two-names']
const hashed = ({ users: [first] }: Settings) => ({ password_hash: String(first?.password_hash) })
const numbered = (username: string, index: number) => ({
  username,
  number: `+9477888877${index}`,
  number_verified: true,
})

/** One proxy in front of both instances, whose entry is the last one. */
const { server, close } = await startInstances((same) => ({
  ...same,
  server: { ...same.server, trustedProxies: 1 },
  passwords: { limits: defaultPasswordLimits },
  users: [
    ...same.users,
    ...names.map((username, index) => ({ ...hashed(same), ...numbered(username, index) })),
  ],
}))
after(close)

const from = (address: string) => ({ 'x-forwarded-for': address })
const stranger = (index: number) => `198.51.${Math.floor(index / 250)}.${(index % 250) + 1}`

/** One try at a password, as it comes through the proxy. */
async function tryPassword(
  browser: BrowserClient,
  page: Page,
  identifier: string,
  typed: string,
  headers: Readonly<Record<string, string>>,
): Promise<Page> {
  const { action, fields } = formOf(page, 'form.password')
  return browser.post(action, { ...fields, identifier, password: typed }, { from: page, headers })
}

async function open(browser = createBrowserClient()): Promise<[BrowserClient, Page]> {
  const start = relyingParty(server).begin({ prompt: 'login' })
  return [browser, await browser.follow(await browser.get(start))]
}

test('1000 wrong passwords from 100 addresses: strangers wait, the owner’s own browser does not', async () => {
  const owner = createBrowserClient()
  await logIn(server, owner, relyingParty(server).begin())
  const [attacker, page] = await open()
  const statuses: number[] = []
  for (let round = 0; round < 10; round += 1) {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        tryPassword(attacker, page, 'alice', 'wrong', from(stranger(index))),
      ),
    )
    statuses.push(...answers.map(({ status }) => status))
  }
  const looked = statuses.filter((status) => status === 422).length
  assert.ok(looked <= 30, `${looked} looked at`)
  assert.ok(statuses.every((status) => status === 422 || status === 429))
  const [fresh, ask] = await open()
  const held = await tryPassword(fresh, ask, 'alice', password, from('203.0.113.9'))
  assert.equal(held.status, 429)
  assert.ok(Number(held.headers['retry-after']) >= 1)
  assert.match(textOf(held), /too many tries\. Wait \d/)
  const party = relyingParty(server)
  const again = await owner.follow(await owner.get(party.begin({ prompt: 'login' })))
  const next = await tryPassword(owner, again, 'alice', password, from('203.0.113.9'))
  assert.equal(next.status, 303)
})

/** The same browser after it was closed and opened again: cookies without a lifetime are gone. */
async function reopened(browser: BrowserClient): Promise<BrowserClient> {
  const jar = new CookieJar()
  const { cookies = [] } = (await browser.jar.serialize()) ?? {}
  for (const { key, value, maxAge, expires } of cookies) {
    const kept = maxAge != null || (expires != null && expires !== 'Infinity')
    if (kept) await jar.setCookie(`${key}=${value}; Path=/`, server.issuer)
  }
  return createBrowserClient(jar)
}

test('the owner’s own browser is still known after it was closed', async () => {
  const owner = createBrowserClient()
  await logIn(server, owner, relyingParty(server).begin(), 'closing')
  const [attacker, page] = await open()
  const tries = Array.from({ length: 60 }, (_, index) =>
    tryPassword(attacker, page, 'closing', 'wrong', from(stranger(500 + index))),
  )
  assert.ok((await Promise.all(tries)).some(({ status }) => status === 429))
  const [browser, ask] = await open(await reopened(owner))
  assert.equal((await tryPassword(browser, ask, 'closing', password, from('203.0.113.11'))).status, 303)
})

test('whoever could sign in once, in many browsers, has no more guesses than the document says', async () => {
  const browsers: BrowserClient[] = []
  for (let each = 0; each < 12; each += 1) {
    const browser = createBrowserClient()
    const asked = await browser.follow(await browser.get(relyingParty(server, 'basic').begin()))
    const done = await tryPassword(browser, asked, 'insider', password, from(`203.0.113.${80 + each}`))
    assert.match(done.body, /http-equiv="refresh"/)
    browsers.push(browser)
  }
  let looked = 0
  for (const [index, browser] of browsers.entries()) {
    const [, page] = await open(browser)
    for (let guess = 0; guess < 14; guess += 1) {
      const { status } = await tryPassword(browser, page, 'insider', 'wrong', from(stranger(600 + index)))
      if (status === 422) looked += 1
    }
  }
  assert.ok(looked <= 60, `${looked} looked at`)
})

test('to find out who exists by wearing out one name and trying another: no other answer than for two strangers', async () => {
  const [browser, page] = await open()
  async function statuses(first: string, second: string, address: string): Promise<number[]> {
    const all: number[] = []
    for (const name of [...Array(8).fill(first), ...Array(8).fill(second)]) {
      all.push((await tryPassword(browser, page, name, 'wrong', from(address))).status)
    }
    return all
  }
  const strangers = await statuses('nobody-1', 'nobody-2', '203.0.113.110')
  assert.deepEqual(await statuses('insider', '+94778888771', '203.0.113.111'), strangers)
  assert.deepEqual(await statuses('disabled', '+94778888890', '203.0.113.112'), strangers)
})

test('all names of an account share one count: where one is worn out, nothing typed with another is looked at', async () => {
  const [browser, page] = await open()
  const here = from('203.0.113.120')
  for (let guess = 0; guess < 9; guess += 1) {
    await tryPassword(browser, page, 'two-names', 'wrong', here)
    await sleep(guess < 5 ? 0 : 1000)
  }
  assert.equal((await tryPassword(browser, page, 'two-names', password, here)).status, 429)
  assert.equal((await tryPassword(browser, page, '+94778888772', password, here)).status, 422)
  const elsewhere = await tryPassword(browser, page, '+94778888772', password, from('203.0.113.121'))
  assert.equal(elsewhere.status, 303)
})

test('forged and rotating X-Forwarded-For changes nothing: the proxy’s own entry counts', async () => {
  const [browser, page] = await open()
  const statuses: number[] = []
  for (let guess = 0; guess < 12; guess += 1) {
    const forged = from(`10.0.0.${guess}, ${stranger(guess)}, 203.0.113.20`)
    statuses.push((await tryPassword(browser, page, 'numberless', 'wrong', forged)).status)
  }
  assert.ok(statuses.includes(429), statuses.join())
})

test('what cannot be read as an address is one strict bucket', async () => {
  const [browser, page] = await open()
  const statuses: number[] = []
  for (let guess = 0; guess < 12; guess += 1) {
    const odd = from(`_hidden${guess}`)
    statuses.push((await tryPassword(browser, page, 'opted-out', 'wrong', odd)).status)
  }
  assert.ok(statuses.includes(429), statuses.join())
})

test('spellings of one name share one count', async () => {
  const [browser, page] = await open()
  const spellings = ['mallory', ' MALLORY ', 'ｍａｌｌｏｒｙ', 'Mallory', 'mallory\u200b', 'MALLORY']
  let last = 0
  for (const name of [...spellings, ...spellings]) {
    last = (await tryPassword(browser, page, name, 'wrong', from('203.0.113.30'))).status
  }
  assert.equal(last, 429)
})

/** Everything that two answers could be told apart by, less what is new in each and the name that was typed. */
function essence({ status, headers, body }: Page, name: string) {
  const { date: _, 'set-cookie': cookies, 'x-request-id': __, 'content-length': length, ...rest } = headers
  const names = [cookies ?? []].flat().map((cookie) => cookie.split('=')[0])
  const plain = body.replaceAll(/interaction\/[\w-]+/g, '').replaceAll(/name="form_token" value="[^"]+"/g, '')
  const content = plain.replace(`value="${name}"`, 'value=""')
  return { status, headers: rest, length: Number(length) - name.length, names, content }
}

test('unknown, wrong, disabled, without a number and opted out: one answer, also while they wait', async () => {
  const answers = new Map<string, Page[]>()
  for (const name of ['nobody-here', 'disabled', 'numberless', 'opted-out']) {
    const [browser, page] = await open()
    const pages: Page[] = []
    for (let guess = 0; guess < 8; guess += 1) {
      pages.push(await tryPassword(browser, page, name, 'wrong', from(`203.0.113.${40 + answers.size}`)))
    }
    answers.set(name, pages)
  }
  const [first, ...others] = [...answers].map(([name, pages]) => pages.map((page) => essence(page, name)))
  assert.deepEqual(
    first?.map(({ status }) => status),
    [422, 422, 422, 422, 422, 422, 429, 429],
  )
  for (const other of others) assert.deepEqual(other, first)
})

test('the wait is over when the page says so', async () => {
  const [browser, page] = await open()
  let answer = page
  for (let guess = 0; guess < 7; guess += 1) {
    answer = await tryPassword(browser, page, 'late', 'wrong', from('203.0.113.60'))
  }
  assert.equal(answer.status, 429)
  await sleep(Number(answer.headers['retry-after']) * 1000 + 50)
  assert.equal((await tryPassword(browser, page, 'late', 'wrong', from('203.0.113.60'))).status, 422)
})

test('addresses written otherwise are not there, or are counted', async () => {
  const [browser, page] = await open()
  const { action, fields } = formOf(page, 'form.password')
  for (const path of writtenOtherwise(action.pathname).slice(1)) {
    const body = { ...fields, identifier: 'sidedoor', password: 'wrong' }
    const url = `${server.issuer}${path}`
    for (let guess = 0; guess < 9; guess += 1) {
      const { status } = await browser.post(url, body, { from: page, headers: from('203.0.113.70') })
      assert.ok([303, 400, 404, 421, 422, 429].includes(status), `${path}: ${status}`)
      if (guess === 8) assert.notEqual(status, 422, path)
    }
  }
})
