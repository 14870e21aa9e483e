import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Admission, SendGate, SendRequest } from '../../../interactions/sms-otp/gate.ts'
import type { SmsEvent } from '../../../interactions/sms-otp/options.ts'
import { createBrowserClient, textOf } from '../../support/client.ts'
import { codeIn } from '../../support/phone.ts'
import { relyingParty } from '../../support/relying-party.ts'
import { startHost } from './host.ts'

const lost = async () => {
  throw new Error('the store did not answer')
}

/** A login up to the page that follows the button, on a host whose gate is this one. */
async function ask(t: TestContext, gate: Partial<SendGate>) {
  const asked: SendRequest[] = []
  const events: SmsEvent[] = []
  const whole: SendGate = {
    async admit(request) {
      asked.push(request)
      return { admitted: true }
    },
    settle: async () => {},
    verified: async () => {},
    ...gate,
  }
  const host = await startHost({ gate: whole, onEvent: (event) => events.push(event) })
  t.after(() => host.close())
  const browser = createBrowserClient()
  const start = await browser.follow(await browser.get(relyingParty(host).begin({ scope: 'openid' })))
  const page = await browser.follow(await browser.submit(start, `${start.url.pathname}/sms-otp/start`))
  const type = (code: string) => browser.submit(page, `${page.url.pathname}/sms-otp`, { code })
  return { sent: host.sent, asked, events, page, type }
}

test('a host’s gate hears whose message it is, where it goes and for which client', async (t) => {
  const { sent, asked } = await ask(t, {})
  const request = {
    account: 'ada',
    purpose: 'step-up',
    number: '+447700900123',
    client: 'app',
    network: '127.0.0.1',
  }
  assert.deepEqual(asked, [request])
  assert.equal(sent.length, 1)
})

test('a gate that cannot answer has said no: nothing is sent, and the person reads so', async (t) => {
  const { sent, page, events } = await ask(t, { admit: lost })
  assert.equal(sent.length, 0)
  assert.match(textOf(page), /Message 1 could not be sent/)
  assert.ok(events.some(({ outcome }) => outcome === 'limits-unavailable'))
})

const withheld: readonly (readonly [Extract<Admission, { admitted: false }>['why'], RegExp])[] = [
  ['limited', /was not sent, because too many were/],
  ['stopped', /was not sent, because sending is stopped/],
  ['barred', /was not sent, because messages cannot go to this number/],
]
for (const [why, sentence] of withheld) {
  test(`what a gate withholds as ${why} is not sent, and the page says why`, async (t) => {
    const { sent, page } = await ask(t, { admit: async () => ({ admitted: false, why, retryIn: 0 }) })
    assert.equal(sent.length, 0)
    assert.match(textOf(page), sentence)
  })
}

test('a right code counts although the gate cannot note it, which is said under a name of its own', async (t) => {
  const { sent, type, events } = await ask(t, { verified: lost })
  assert.equal((await type(codeIn(sent[0]?.text ?? ''))).status, 303)
  assert.deepEqual(
    events.filter(({ event }) => event === 'sms.conversion').map(({ outcome }) => outcome),
    ['not-counted'],
  )
  assert.ok(!events.some(({ event }) => event === 'account.guessed-at'))
})
