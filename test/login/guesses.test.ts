import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createPasswords } from '../../src/accounts/password.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

const password_hash = await createPasswords().hash(password)
/** An account a test: failures are the account's, so no test may leave another one locked. */
const names = ['parallel', 'spread', 'resending', 'right', 'refreshing', 'worn-out', 'if-enrolled']
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
  let lookedAt = 0
  const sent = server.phone.messages.length
  for (let login = 0; login < 50; login += 1) {
    const { browser, page } = await begin('spread')
    if (isLocked(page) || isLocked(await browser.get(page.url))) continue
    await server.phone.code(sent + 1)
    const answer = await typeCode(browser, page, '999999')
    if (answer.status !== 429) lookedAt += 1
  }
  assert.ok(lookedAt <= 10, `${lookedAt}`)
  assert.ok(server.phone.messages.length - sent <= 10)
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
  assert.ok(guesses <= 10, `${guesses}`)
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
  const basic = relyingParty(server, 'basic')
  const browser = createBrowserClient()
  const finished = await provePassword(browser, basic.begin(), 'right')
  assert.ok((await goOn(browser, finished)).searchParams.get('code'))
})

test('at the ceiling the factor is disabled for good, for every client that wants it, and the account remembers', async () => {
  const account = await store.accounts.findByIdentifier('worn-out')
  assert.ok(account)
  // 99 failures without their locks, as if they were spread over a day.
  const place = { account: account.id, purpose: 'login', browser: 'elsewhere' }
  const terms = { lifetime: 60_000, tries: 1000, resends: 0, cooldowns: [0], sendDeadline: 1000, keep: 1000 }
  const slow = { failures: 1000, days: 30, triesADay: 1000 }
  const bounds = { perLock: 1000, firstLock: 1, longestLock: 1, ceiling: 100, slow }
  await store.challenges.open(place, 'x', { kid: 'k', digest: 'd' }, terms)
  for (let failure = 0; failure < 99; failure += 1) {
    await store.challenges.verify(place, { k: 'wrong' }, bounds)
  }
  const { browser, page, code } = await begin('worn-out')
  const last = await typeCode(browser, page, wrong(await code()))
  assert.match(textOf(last), /turned off for it/)
  assert.deepEqual((await store.accounts.find(account.id))?.disabledFactors, ['sms'])
  for (const client of ['app', 'if-enrolled']) {
    const next = await begin('worn-out', relyingParty(server, client))
    assert.match(textOf(next.page), /turned off/)
  }
})
