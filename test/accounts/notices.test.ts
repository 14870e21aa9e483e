import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createPages } from '../../interactions/pages/index.ts'
import { accountNews } from '../../src/accounts/notice-text.ts'
import { createNotices } from '../../src/accounts/notices.ts'
import { createSendGate } from '../../src/limits/send-gate.ts'
import type { SecurityEvent } from '../../src/operations/audit.ts'
import { isGsm7 } from '../../src/sms/gsm7.ts'
import { createSender } from '../../src/sms/sender.ts'
import { startPhone } from '../support/phone.ts'
import { generousLimits } from '../support/settings.ts'
import { embeddedStore } from './embedded-store.ts'

const account = {
  id: 'a',
  version: 1,
  username: 'anna',
  number: '+94778888888',
  numberVerified: true,
  createdAt: 0,
  updatedAt: 0,
}

/** Notices through a real gateway, and what was written about them. */
async function noticing(t: TestContext, payload = '{"to":"$ctx.num","text":"$ctx.msg"}') {
  const store = await embeddedStore(t)
  const phone = await startPhone()
  const gateway = {
    name: 'phone',
    enabled: true,
    url: phone.url,
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    payload,
    expectedStatus: [{ from: 202, to: 202 }],
    numberFormat: 'plus',
    deadlineMs: 2000,
    allowPrivate: true,
  } as const
  const sender = createSender({ gateways: [gateway] })
  t.after(async () => {
    await sender.close()
    await phone.close()
  })
  const events: SecurityEvent[] = []
  const audit = (event: SecurityEvent) => void events.push(event)
  const spend = store.limits.spend
  const gate = createSendGate({
    store: spend,
    limits: generousLimits,
    key: 'k'.repeat(43),
    lifetimeSeconds: 300,
    audit,
  })
  const pages = createPages({ applicationName: 'Acme' })
  const clock = () => Date.UTC(2027, 0, 15, 12, 34)
  const notify = createNotices({ sender, gate, audit, clock, pages, application: 'Acme' })
  const outcomes = () =>
    events.filter(({ event }) => event === 'account.notice').map(({ outcome, news }) => [news, outcome])
  async function until(count: number) {
    for (let tries = 0; outcomes().length < count && tries < 300; tries += 1) await wait(10)
    return outcomes()
  }
  return { notify, phone, spend, until }
}

test('a notice says what happened, when, from where and whom to tell, to each number, without a link', async (t) => {
  const { notify, phone, until } = await noticing(t)
  notify(account, 'number-changed', { numbers: ['+94778888801', '+94778888802'], network: '192.0.2.7' })
  assert.deepEqual(await until(2), [
    ['number-changed', 'accepted'],
    ['number-changed', 'accepted'],
  ])
  assert.deepEqual(phone.messages.map(({ to }) => to).toSorted(), ['+94778888801', '+94778888802'])
  const [message] = phone.messages
  assert.equal(
    message?.text,
    'Acme: the mobile number of your account was changed. 2027-01-15 12:34 UTC, from 192.0.2.7. ' +
      'Not you? Tell the people who run Acme.',
  )
})

test("a notice is in the account's language", async (t) => {
  const { notify, phone, until } = await noticing(t)
  notify({ ...account, claims: { locale: 'fr-CA' } }, 'opted-out')
  await until(1)
  const { t: french } = createPages({ applicationName: 'Acme' }).speech(['fr'])
  assert.ok(phone.messages[0]?.text.startsWith(french('account-notice.opted-out', { application: 'Acme' })))
})

test('every notice fits into plain characters, and an account without a proved number gets none', async (t) => {
  const { notify, phone, until } = await noticing(t)
  for (const news of accountNews) notify(account, news, { network: 'unknown' })
  assert.equal((await until(accountNews.length)).length, accountNews.length)
  for (const { text } of phone.messages) {
    assert.ok(isGsm7(text), text)
    assert.ok(!/account-notice|:\/\/|unknown|, from/.test(text), text)
  }
  notify({ ...account, numberVerified: false }, 'opted-out')
  await wait(100)
  assert.equal(phone.messages.length, accountNews.length)
})

test('a notice that may not leave, or that no gateway carries, is written down and harms nobody', async (t) => {
  const { notify, phone, spend, until } = await noticing(t)
  phone.behave('refuse')
  notify(account, 'opted-out')
  assert.deepEqual(await until(1), [['opted-out', 'refused']])
  await spend.stop('fire')
  notify(account, 'opted-in')
  assert.deepEqual((await until(2))[1], ['opted-in', 'stopped'])
  const codesOnly = await noticing(t, '{"to":"$ctx.num","text":"$ctx.otp"}')
  codesOnly.notify(account, 'opted-out')
  assert.deepEqual(await codesOnly.until(1), [['opted-out', 'refused']])
  assert.equal(codesOnly.phone.messages.length, 0)
})
