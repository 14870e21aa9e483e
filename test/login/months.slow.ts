import assert from 'node:assert/strict'
import { after, mock, test } from 'node:test'
import type { SendLimits } from '../../src/limits/send-limits.ts'
import { createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import { generousLimits } from '../support/settings.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

// Before the server starts: its stores, sessions and tokens all go by this clock.
mock.timers.enable({ apis: ['Date'], now: Date.UTC(2027, 0, 31, 9) })

const personal = { tenMinutes: 5, day: 10 }
const limits: SendLimits = {
  ...generousLimits,
  gapSeconds: [30, 60, 120, 300],
  number: personal,
  account: personal,
  // A message costs 0.10: 250 of them in a month.
  money: { currency: 'EUR', day: 1_000_000, month: 250_000, prices: { LK: 1000 }, otherPrice: 1000 },
}
const server = await startLatchkey({ change: (same) => ({ ...same, limits }) })
after(() => server.close())

async function begin(name: string) {
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin(), name)
  return { browser, answer: page, page: await browser.get(page.url) }
}

/** Wrong codes that were compared with anything, by the time they were. */
async function guesses(): Promise<number[]> {
  const lines = (await server.log()).split('\n').filter((line) => line.includes('"code.verify"'))
  const records = lines.map((line): { time: number; outcome: string } => JSON.parse(line))
  return records.filter(({ outcome }) => outcome === 'wrong').map(({ time }) => Number(new Date(time)))
}

function most(times: readonly number[], span: number): number {
  return Math.max(0, ...times.map((end) => times.filter((time) => time <= end && time > end - span).length))
}

test('a month of a program that signs in whenever it can: ten messages in any day, and the month’s money ends it', async () => {
  const times: number[] = []
  let spentAt = 0
  for (let now = 0; now < 31 * day; now += 100 * minute) {
    const before = server.phone.messages.length
    const { page } = await begin('alice')
    if (server.phone.messages.length > before) times.push(Date.now())
    else if (times.length === 250 && spentAt === 0) {
      spentAt = Date.now()
      assert.match(textOf(page), /too many lately/)
    }
    mock.timers.tick(100 * minute)
  }
  assert.equal(most(times, day), 10)
  const january = times.filter((time) => time < Date.UTC(2027, 1))
  const february = times.filter((time) => time >= Date.UTC(2027, 1) && time < Date.UTC(2027, 2))
  assert.ok(january.length <= 10)
  assert.equal(february.length, 250)
  assert.match(await server.log(), /"sms.money"/)
})

test('a program that guesses whenever a code is looked at: fifty in a day, a hundred in all', async () => {
  mock.timers.tick(40 * day)
  const isOver = (page: Page) => /turned off/.test(textOf(page))
  for (let login = 0; login < 3000; login += 1) {
    const sent = server.phone.messages.length
    const { browser, answer, page } = await begin('alice')
    if (isOver(answer)) break
    if (server.phone.messages.length > sent) {
      const right = await server.phone.code(sent + 1)
      const wrong = right === '000000' ? '000001' : '000000'
      for (let guess = 0; guess < 6; guess += 1) await typeCode(browser, page, wrong)
    }
    mock.timers.tick(10 * minute)
  }
  const times = await guesses()
  assert.equal(times.length, 100)
  assert.ok(most(times, day) <= 50, `${most(times, day)} in a day`)
  mock.timers.tick(400 * day)
  assert.ok(isOver((await begin('alice')).answer))
})
