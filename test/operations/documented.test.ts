import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { SecurityEvent } from '../../src/operations/audit.ts'
import { createMetrics } from '../../src/operations/metrics/index.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { conversionStops, forTour, takeTour } from './tour.ts'

const reference = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')

/** Rows of the table under a heading, cell by cell; names stand in backquotes. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = reference.split(`\n## ${heading}\n`)
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  return lines.map((line) => line.split('|').slice(1, -1))
}

const namesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')
const metrics = new Map(rowsUnder('Metrics').map(([name, labels]) => [namesIn(name)[0], namesIn(labels)]))
const events = new Map(
  rowsUnder('Security events').map(([name, outcomes, fields]) => [
    namesIn(name)[0],
    { outcomes: namesIn(outcomes), fields: namesIn(fields) },
  ]),
)
const onEveryLine = ['level', 'time', 'msg', 'event', 'outcome', 'request', 'address', 'login', 'client']

let folder: string
let server: TestServer
let exposition = ''
let written: SecurityEvent[] = []
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-'))
  const destination = join(folder, 'audit.log')
  const port = await freePort()
  server = await startLatchkey({
    change: (settings) => ({
      ...forTour(settings),
      audit: { apart: true, destination },
      operations: { host: '127.0.0.1', port, stopWaitSeconds: 0 },
    }),
  })
  await takeTour(server)
  await wait(300)
  exposition = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  written = (await readFile(destination, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
})
after(async () => {
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

/** Metrics for what the tour does not come by: a ratio that takes an hour, a disk that is full. */
async function countedApart() {
  const apart = createMetrics({ clients: new Set(['app']), gateways: new Set() })
  const seen: SecurityEvent[] = []
  await conversionStops((event) => {
    seen.push(event)
    apart.event(event)
  })
  apart.sink('audit', 'failed')
  apart.sink('audit', 'lost')
  apart.gateways(() => new Map([['one', true]]))
  const { text } = await apart.exposition()
  return { seen, text }
}

/** Samples by the family's name, with their labels. */
function samplesIn(text: string) {
  return text
    .split('\n')
    .flatMap((line) => {
      const [, name = '', labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
      return value === undefined ? [] : [{ name: name.replace(/_(bucket|sum|count)$/, ''), labels, value }]
    })
    .filter(({ name }) => name.startsWith('latchkey_'))
}

test('every metric of the reference is counted by some test, and none that it lacks', async () => {
  const samples = [...samplesIn(exposition), ...samplesIn((await countedApart()).text)]
  const counted = new Set(samples.filter(({ value }) => value !== '0').map(({ name }) => name))
  assert.deepEqual([...counted].toSorted(), [...metrics.keys()].toSorted())
  for (const { name, labels } of samples) {
    const used = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le')
    assert.deepEqual(used.toSorted(), metrics.get(name)?.toSorted(), name)
  }
})

test('every event of the reference is written by some test, and none that it lacks', async () => {
  const all = [...written, ...(await countedApart()).seen]
  assert.deepEqual([...new Set(all.map(({ event }) => event))].toSorted(), [...events.keys()].toSorted())
  for (const line of all) {
    const { outcomes = [], fields = [] } = events.get(line.event) ?? {}
    assert.ok(outcomes.includes(line.outcome), `${line.event}: outcome ${line.outcome}`)
    const unknown = Object.keys(line).filter((name) => ![...fields, ...onEveryLine].includes(name))
    assert.deepEqual(unknown, [], line.event)
  }
})

test('no label holds an account, a number, an address or a code, and no event a whole number', async () => {
  const codes = server.phone.messages.map(({ text }) => /#(\w+)$/.exec(text)?.[1] ?? text)
  const accounts = written.flatMap(({ account }) => account ?? [])
  const secrets = [...new Set([...codes, ...accounts, '127.0.0.1', '7788895', 'alice'])]
  const labels = samplesIn(exposition).map((sample) => sample.labels)
  for (const secret of secrets) assert.ok(!labels.some((text) => text.includes(secret)), secret)
  assert.ok(!JSON.stringify(written).includes('9477888'))
})

test('a message is counted by gateway, country, language and client, from the gate to the receipt', () => {
  const whole = 'gateway="phone",country="LK",language="en",client="app"'
  const countOf = (name: string, labels: string) =>
    Number(new RegExp(`^latchkey_${name}\\{${labels}\\} (\\S+)$`, 'm').exec(exposition)?.[1] ?? 0)
  assert.ok(countOf('sms_messages_total', `${whole},outcome="accepted"`) > 5)
  assert.equal(countOf('sms_receipts_total', `${whole},outcome="arrived"`), 1)
  assert.equal(countOf('sms_receipt_seconds_count', 'gateway="phone",country="LK"'), 1)
  assert.ok(countOf('sms_verified_total', 'country="LK",client="app"') >= 1)
  const money = countOf('sms_money_total', whole)
  const sent = countOf('sms_messages_total', `${whole},outcome="accepted"`)
  assert.ok(Math.abs(money - 0.05 * sent) < 1e-9, `${money} for ${sent}`)
  assert.ok(countOf('login_steps_total', 'step="backup",client="app",outcome="wrong"') >= 9)
  assert.equal(countOf('account_locks_total', 'outcome="locked"'), 1)
})

test('codes and notices that were handed to a gateway are counted, each once, and what was withheld is not', () => {
  const handed = written.filter(
    ({ event, outcome }) =>
      ['sms.outcome', 'account.notice'].includes(event) &&
      ['accepted', 'refused', 'unknown'].includes(outcome),
  )
  assert.ok(handed.some(({ event }) => event === 'account.notice'))
  const counted = samplesIn(exposition).filter(({ name }) => name === 'latchkey_sms_messages_total')
  const sum = counted.reduce((total, { value = '' }) => total + Number(value), 0)
  assert.equal(sum, handed.length)
})

test('labels come from the configuration and from ISO countries: whatever else comes up is "other"', async () => {
  const apart = createMetrics({ clients: new Set(['app']), gateways: new Set(['one']) })
  for (let made = 0; made < 1000; made += 1) {
    apart.event({
      event: 'sms.outcome',
      outcome: 'accepted',
      client: `made up ${made}`,
      gateway: `made up ${made}`,
      country: `X${made}`,
      language: `made up ${made}`,
    })
  }
  const { text } = await apart.exposition()
  const lines = text.split('\n').filter((line) => line.startsWith('latchkey_sms_messages_total{'))
  assert.deepEqual(lines, [
    'latchkey_sms_messages_total{gateway="other",country="other",language="other",client="other",outcome="accepted"} 1000',
  ])
})
