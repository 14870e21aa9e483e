import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createPasswords } from '../../src/accounts/password.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { createBrowserClient, formOf, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { writtenOtherwise } from '../support/paths.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

const password_hash = await createPasswords().hash(password)
/** An account a test: failures are the account's, so no test may leave another one locked. */
const names = ['parallel', 'spread', 'resending', 'right', 'worn-out', 'side-door', 'slowly']
const users = names.map((username, index) => ({
  username,
  password_hash,
  number: `+9477888888${index}`,
  number_verified: true,
}))

const { server, redis, close } = await startInstances((same) => ({
  ...same,
  users,
  authentication: {
    ...same.authentication,
    smsOtp: { ...same.authentication.smsOtp, cooldownSeconds: [0] },
  },
}))
const store = await openRedisStore({ url: redis.url })
after(async () => {
  await store.close()
  await close()
})

const wrong = (right: string) => (right === '000000' ? '000001' : '000000')

/** Up to the code page, in a browser of its own. */
async function begin(name: string, party = relyingParty(server)) {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, party.begin(), name)
  return { browser, page, code: async () => server.phone.code(sent + 1) }
}

function isLocked(page: Page): boolean {
  return /Codes are locked/.test(textOf(page))
}

/** How many wrong codes were compared with anything, as both instances' audit tells. */
async function lookedAt(account: string): Promise<number> {
  const lines = (await server.log()).split('\n').filter((line) => line.includes(`"account":"${account}"`))
  return lines.filter((line) => line.includes('"code.verify"') && line.includes('"outcome":"wrong"')).length
}

test('200 parallel wrong codes over 20 browsers and two instances: ten are looked at', async () => {
  const logins = []
  for (let each = 0; each < 20; each += 1) logins.push(await begin('parallel'))
  const right = await logins[19]?.code()
  const guess = wrong(String(right))
  const answers = await Promise.all(
    logins.flatMap(({ browser, page }) => Array.from({ length: 10 }, () => typeCode(browser, page, guess))),
  )
  assert.ok(answers.filter(isLocked).length >= 150)
  const account = await store.accounts.findByIdentifier('parallel')
  assert.equal(await lookedAt(String(account?.id)), 10)
  const barrier = await store.challenges.barrier(String(account?.id))
  assert.ok(barrier?.kind === 'locked' && barrier.retryIn <= 15 * 60_000)
  const [first] = logins
  assert.ok(first)
  const late = await typeCode(first.browser, first.page, String(right))
  assert.equal(late.status, 429)
  assert.ok(Number(late.headers['retry-after']) > 800)
})

test('guesses spread over 50 fresh logins: the eleventh is not looked at, and nothing more is sent', async () => {
  const sent = server.phone.messages.length
  for (let login = 0; login < 50; login += 1) {
    const { browser, page } = await begin('spread')
    if (isLocked(page) || isLocked(await browser.get(page.url))) continue
    await server.phone.code(sent + 1)
    await typeCode(browser, page, '999999')
  }
  const account = await store.accounts.findByIdentifier('spread')
  assert.equal(await lookedAt(String(account?.id)), 10)
  assert.equal(server.phone.messages.length - sent, 10)
})

test('wrong codes, another message, wrong codes: the account counts on', async () => {
  const sent = server.phone.messages.length
  const { browser, page } = await begin('resending')
  let answer = page
  let guesses = 0
  for (let message = 1; message <= 4; message += 1) {
    const right = await server.phone.code(sent + message)
    for (let guess = 0; guess < 3; guess += 1) {
      answer = await typeCode(browser, page, wrong(right))
      if (answer.status !== 429) guesses += 1
    }
    await browser.follow(await browser.post(`${page.url}/sms-otp/resend`, formToken(page), { from: page }))
    if (server.phone.messages.length < sent + message + 1) break
  }
  assert.equal(guesses, 10)
  assert.ok(isLocked(await browser.get(page.url)))
})

function formToken(page: Page) {
  return { form_token: /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? '' }
}

test('success in between starts the count anew; the lock never touches the password step', async () => {
  for (let login = 0; login < 4; login += 1) {
    const { browser, page, code } = await begin('right')
    const right = await code()
    for (let guess = 0; guess < 4; guess += 1) await typeCode(browser, page, wrong(right))
    const callback = await goOn(browser, await typeCode(browser, page, right))
    assert.ok(callback.searchParams.get('code'))
  }
  for (let login = 0; login < 3; login += 1) {
    const { browser, page, code } = await begin('right')
    const right = await code()
    for (let guess = 0; guess < 4; guess += 1) await typeCode(browser, page, wrong(right))
  }
  const account = await store.accounts.findByIdentifier('right')
  assert.equal((await store.challenges.barrier(String(account?.id)))?.kind, 'locked')
  const basic = relyingParty(server, 'basic')
  const browser = createBrowserClient()
  const finished = await provePassword(browser, basic.begin(), 'right')
  assert.ok((await goOn(browser, finished)).searchParams.get('code'))
})

/** So many failures without their locks, as if they were spread over days. Answers how the owner signs in after them. */
async function failUnlocked(account: string, failures: number): Promise<() => Promise<unknown>> {
  const place = { account, purpose: 'login', browser: 'elsewhere' }
  const terms = { lifetime: 60_000, tries: 1000, resends: 0, cooldowns: [0], sendDeadline: 1000, keep: 1000 }
  const slow = { failures: 1000, days: 30, triesADay: 1000 }
  const bounds = { perLock: 1000, firstLock: 1, longestLock: 1, ceiling: 1000, slow }
  await store.challenges.open(place, 'x', { kid: 'k', digest: 'right' }, terms)
  for (let failure = 0; failure < failures; failure += 1) {
    await store.challenges.verify(place, { k: 'wrong' }, bounds)
  }
  return () => store.challenges.verify(place, { k: 'right' }, bounds)
}

test('at the ceiling the factor is disabled for good, for every client that wants it, and the account remembers', async () => {
  const account = await store.accounts.findByIdentifier('worn-out')
  assert.ok(account)
  await failUnlocked(account.id, 99)
  const { browser, page, code } = await begin('worn-out')
  const last = await typeCode(browser, page, wrong(await code()))
  assert.match(textOf(last), /turned off for it/)
  assert.deepEqual((await store.accounts.find(account.id))?.disabledFactors, ['sms'])
  for (const client of ['app', 'if-enrolled']) {
    const next = await begin('worn-out', relyingParty(server, client))
    assert.match(textOf(next.page), /turned off/)
  }
})

test('behind a lock the right code opens nothing, however the address is written', async () => {
  const account = await store.accounts.findByIdentifier('side-door')
  const { browser, page, code } = await begin('side-door')
  const right = await code()
  for (let login = 0; login < 2; login += 1) {
    const other = await begin('side-door')
    const guess = wrong(await other.code())
    for (let tries = 0; tries < 5; tries += 1) await typeCode(other.browser, other.page, guess)
  }
  const { action, fields } = formOf(page, 'form')
  const { pathname } = action
  assert.match(pathname, /\/sms-otp$/)
  for (const path of writtenOtherwise(pathname)) {
    const answer = await browser.post(`${server.issuer}${path}`, { ...fields, code: right }, { from: page })
    assert.ok([303, 400, 404, 421, 429].includes(answer.status), `${path}: ${answer.status}`)
    assert.doesNotMatch(answer.body, /http-equiv="refresh"/, path)
  }
  assert.equal(await lookedAt(String(account?.id)), 10)
  assert.ok(isLocked(await browser.get(page.url)))
})

test('from 200 failures in 30 days on, the person reads so and the operator has an event', async () => {
  const account = await store.accounts.findByIdentifier('slowly')
  assert.ok(account)
  const signIn = await failUnlocked(account.id, 196)
  await signIn()
  const { browser, page, code } = await begin('slowly')
  const guess = wrong(await code())
  for (let tries = 0; tries < 3; tries += 1) assert.ok(!isLocked(await typeCode(browser, page, guess)))
  const last = await typeCode(browser, page, guess)
  assert.match(textOf(last), /very many wrong codes .* in the last weeks.*somebody may know your password/)
  const events = (await server.log()).split('\n').filter((line) => line.includes('"outcome":"slowed"'))
  assert.equal(events.length, 1)
  assert.match(events[0] ?? '', new RegExp(`"event":"account.guessed-at".*"account":"${account.id}"`))
})
