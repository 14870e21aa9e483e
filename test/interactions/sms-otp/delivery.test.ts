import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createPages } from '../../../interactions/pages/index.ts'
import { createChallenges } from '../../../interactions/sms-otp/challenge.ts'
import { defaultShape, defaultTerms } from '../../../interactions/sms-otp/defaults.ts'
import type { ChallengeOptions } from '../../../interactions/sms-otp/options.ts'
import type { SendOutcome } from '../../../interactions/sms-otp/ports.ts'
import { createSmsStep, type SmsVisit } from '../../../interactions/sms-otp/step.ts'
import { openEmbeddedStore } from '../../../src/store/embedded/index.ts'
import { codeIn } from '../../support/phone.ts'

const visit: SmsVisit = {
  place: { account: 'ada', purpose: 'login', browser: 'b' },
  number: '+94778888888',
  base: '/interaction/abc',
  formToken: 't',
  client: { name: 'Demo' },
}

/** The code step over a real store whose clock the test sets; the gateway answers as told, or never. */
async function openStep(t: TestContext, outcome?: SendOutcome, telling: readonly string[] = ['tells']) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-delivery-'))
  let now = 1_800_000_000_000
  const store = await openEmbeddedStore({ directory: folder, clock: () => now })
  t.after(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  const texts: string[] = []
  const expected: string[] = []
  const receipts: ChallengeOptions['receipts'] = {
    store: {
      ...store.receipts,
      async expect(gateway, messageId) {
        expected.push(`${gateway} ${messageId}`)
        return undefined
      },
    },
    gateways: new Set(telling),
  }
  const step = createSmsStep(
    createChallenges({
      store: store.challenges,
      sender: {
        send: ({ text }) => {
          texts.push(text)
          return outcome === undefined ? new Promise(() => {}) : Promise.resolve(outcome)
        },
      },
      keys: [{ kid: '1', key: 'nothing but a key for the tests, long enough' }],
      shape: defaultShape,
      terms: defaultTerms,
      application: 'Example',
      host: 'login.example.com',
      patience: 20,
      receipts,
    }),
  )
  const send = async () => {
    const answer = await step.start(visit)
    if ('opened' in answer) await answer.opened.dispatch()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const pass = (milliseconds: number) => {
    now += milliseconds
  }
  return { step, send, pass, texts, expected }
}

const pages = createPages({ applicationName: 'Example' })

test('a send whose process died is not known after its deadline, and another message may be asked for', async (t) => {
  const { step, send, pass, texts } = await openStep(t)
  await send()
  const under = await step.delivery(visit)
  assert.deepEqual([under.delivery, under.final], ['sending', false])
  pass(defaultTerms.sendDeadline)
  const news = await step.delivery(visit)
  assert.equal(news.delivery, 'unknown')
  const told = pages.news(news, ['en'])
  assert.match(told.text ?? '', /do not know whether .* was sent\. If none arrives, ask for a new one/)
  pass(30_000)
  assert.equal(pages.news(await step.delivery(visit), []).resendIn, 0)
  assert.ok('opened' in (await step.resend(visit)))
  assert.equal(texts.length, 1, 'the second message waits for its dispatch')
})

test('the page is given an address to ask only while more can become known', async (t) => {
  const cases: [SendOutcome | undefined, receipts: boolean, asks: boolean][] = [
    [undefined, false, true],
    [{ status: 'accepted' }, true, true],
    [{ status: 'accepted' }, false, false],
    [{ status: 'unknown' }, true, true],
    [{ status: 'unknown' }, false, false],
    [{ status: 'refused' }, true, false],
  ]
  for (const [outcome, receipts, asks] of cases) {
    const { step, send } = await openStep(t, outcome, receipts ? ['tells'] : [])
    await send()
    const answer = await step.show(visit)
    const page = 'page' in answer && answer.page.page === 'sms-code' ? answer.page : undefined
    assert.equal(
      page?.deliveryAction,
      asks ? '/interaction/abc/sms-otp/delivery' : undefined,
      outcome?.status,
    )
    assert.equal((await step.delivery(visit)).final, !asks)
  }
})

test('why a message was refused is not told: the news is the same for every number', async (t) => {
  const { step, send } = await openStep(t, { status: 'refused' })
  await send()
  const { text, ...rest } = pages.news(await step.delivery(visit), ['en'])
  assert.equal(text, 'The text message could not be sent.')
  assert.deepEqual(rest, { delivery: 'refused', final: true, message: 1, resendIn: 30 })
})

test('there is nothing to tell of a used challenge, nor where there is none', async (t) => {
  const { step, send, texts } = await openStep(t, { status: 'accepted' })
  assert.deepEqual(await step.delivery(visit), { delivery: 'gone', final: true })
  await send()
  const elsewhere = { ...visit, place: { ...visit.place, browser: 'another' } }
  assert.deepEqual(pages.news(await step.delivery(elsewhere), []), { delivery: 'gone', final: true })
  await step.submit(visit, codeIn(texts[0] ?? ''))
  assert.deepEqual(await step.delivery(visit), { delivery: 'used', final: true })
})

test('a receipt is waited for only where the gateway brings them and named its message', async (t) => {
  const outcomes: SendOutcome[] = [
    { status: 'accepted' },
    { status: 'accepted', gateway: 'tells' },
    { status: 'accepted', gateway: 'silent', messageId: 'm1' },
    { status: 'accepted', gateway: 'tells', messageId: 'm1' },
  ]
  const waits = []
  for (const outcome of outcomes) {
    const { send, expected } = await openStep(t, outcome)
    await send()
    waits.push(expected)
  }
  assert.deepEqual(waits, [[], [], [], ['tells m1']])
})
