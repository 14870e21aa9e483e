import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPasswords } from '../../src/accounts/password.ts'
import type { SendLimits } from '../../src/limits/send-limits.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { createBrowserClient, formOf, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { provePassword, relyingParty } from '../support/relying-party.ts'
import { generousLimits } from '../support/settings.ts'

const password_hash = await createPasswords().hash(password)
const people = [
  { username: 'resending', number: '+94775550001' },
  { username: 'daily', number: '+94775650001' },
  { username: 'abroad', number: '+447400123456' },
  { username: 'landline', number: '+94112345678' },
  { username: 'stopped', number: '+94775750001' },
  { username: 'quiet', number: '+94775850001' },
]
const users = people.map((one) => ({ ...one, password_hash, number_verified: true }))
const limits: SendLimits = {
  ...generousLimits,
  // Whole seconds, and one of slack: at least a second and at most two after the first, then five minutes.
  gapSeconds: [3, 300],
  number: { tenMinutes: 5, day: 10 },
  account: { tenMinutes: 5, day: 10 },
  block: { hour: 20, day: 60 },
}

const { server, redis, close } = await startInstances((same) => ({
  ...same,
  users,
  limits,
  authentication: {
    ...same.authentication,
    smsOtp: { ...same.authentication.smsOtp, cooldownSeconds: [2, 300] },
  },
}))
const store = await openRedisStore({ url: redis.url })
after(async () => {
  await store.close()
  await close()
})

async function begin(name: string) {
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin(), name)
  return { browser, page: await browser.get(page.url) }
}

const sentTo = (number: string) => server.phone.messages.filter(({ to }) => to === number).length

test('the same account in 5 browsers at once: one message, the others are told to wait', async () => {
  const pages = await Promise.all(Array.from({ length: 5 }, () => begin('daily')))
  assert.equal(sentTo('+94775650001'), 1)
  assert.equal(pages.filter(({ page }) => /there were too many lately/.test(textOf(page))).length, 4)
})

test('50 parallel resends of one login: none before the cooldown is over, and one after it', async () => {
  const { browser, page } = await begin('resending')
  const { action, fields } = formOf(page, 'form.resend')
  const resend = () =>
    Promise.all(Array.from({ length: 50 }, () => browser.post(action, fields, { from: page })))
  assert.ok((await resend()).every(({ status }) => status === 429))
  assert.equal(sentTo('+94775550001'), 1)
  await sleep(2100)
  const admitted = (await resend()).filter(({ status }) => status === 303)
  assert.equal(admitted.length, 1)
  assert.equal(sentTo('+94775550001'), 2)
})

test('numbers of other countries and types are sent nothing, and only the admin is told why', async () => {
  for (const [name, number] of [
    ['abroad', '+447400123456'],
    ['landline', '+94112345678'],
  ] as const) {
    const { page } = await begin(name)
    assert.match(textOf(page), /cannot send any to/)
    assert.doesNotMatch(textOf(page), /GB|FIXED_LINE/)
    assert.equal(sentTo(number), 0)
  }
  const log = await server.log()
  assert.match(log, /a number from GB, which is not among login_countries/)
  assert.match(log, /a number of type FIXED_LINE, which is not among number_types/)
  for (const { number } of people) assert.ok(!log.includes(number.slice(1)))
})

test('the switch stops both instances at once, the page says so, and one word starts them again', async () => {
  await store.limits.spend.stop('a test')
  // Requests go to the instances in turn: whichever takes the first of these passwords, the other takes one of the next.
  for (const name of ['stopped', 'quiet', 'quiet']) {
    const { page } = await begin(name)
    assert.match(textOf(page), /have paused them/)
    if (name === 'quiet') await createBrowserClient().get(`${server.issuer}/jwks`)
  }
  assert.equal(sentTo('+94775750001') + sentTo('+94775850001'), 0)
  await store.limits.spend.start()
  const { page: after_ } = await begin('quiet')
  assert.doesNotMatch(textOf(after_), /have paused them/)
  assert.equal(sentTo('+94775850001'), 1)
})

test('each message has one decision record: who, what, by which budget, and what is left', async () => {
  const lines = (await server.log()).split('\n').filter((line) => line.includes('"sms.decision"'))
  const records = lines.map((line): Record<string, unknown> => JSON.parse(line))
  const allowed = records.filter(({ outcome }) => outcome === 'allowed')
  assert.equal(allowed.length, server.phone.messages.length)
  assert.ok(records.every(({ account, client }) => typeof account === 'string' && client === 'app'))
  const refused = records.filter(({ outcome }) => outcome === 'refused').map(({ by }) => by)
  assert.deepEqual([...new Set(refused)].toSorted(), ['destination', 'number', 'stopped'])
  assert.ok(allowed.every(({ left }) => Array.isArray(left) && left.length > 5))
})
