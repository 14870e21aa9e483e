import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readGatewayFile } from '../../../src/config/gateway-file.ts'
import { createGateway, type SendReport } from '../../../src/sms/gateway.ts'
import type { GatewaySettings } from '../../../src/sms/gateway-settings.ts'
import { isGsm7 } from '../../../src/sms/gsm7.ts'
import { parseTemplate } from '../../../src/sms/template.ts'
import { valuesOf } from '../../../src/sms/values.ts'
import { fakeGateway, message } from '../fake-gateway.ts'
import { presetCases } from './cases.ts'

const folder = fileURLToPath(new URL('../../../config/sms/presets/', import.meta.url))
const names = readdirSync(folder).map((file) => file.replace(/\.toml$/, ''))

/** Every variable holds its own name without underscores; an address has an address. */
const env = new Proxy<NodeJS.ProcessEnv>(
  {},
  {
    get: (_, name) =>
      name === 'WEBHOOK_URL' ? 'https://hook.example/hook' : String(name).replaceAll('_', '').slice(0, 40),
  },
)

async function preset(name: string): Promise<GatewaySettings> {
  const settings = await readGatewayFile(`${folder}${name}.toml`, { env, onWarning: () => {} })
  assert.equal(settings.enabled, false, 'a preset waits for its credentials')
  return settings
}

/** The preset with the vendor's address replaced by a gateway on this machine. */
async function presetAt(name: string, origin: string): Promise<GatewaySettings> {
  const settings = await preset(name)
  return { ...settings, allowPrivate: true, url: settings.url.replace(/^https?:\/\/[^/]+/, origin) }
}

async function sendBy(settings: GatewaySettings, text: string) {
  const reports: SendReport[] = []
  const gateway = createGateway(settings, (report) => reports.push(report))
  const outcome = await gateway.send({ ...message, text }, AbortSignal.timeout(3000))
  gateway.close()
  return { outcome, report: reports.at(-1) }
}

const texts = {
  ASCII: '482913 is your code',
  Unicode: 'ඔබේ කේතය 482913 – ok 😀',
  hostile: 'a & = # % " \\ + < b\nlast',
}

for (const [name, wanted] of Object.entries(presetCases)) {
  for (const [kind, text] of Object.entries(texts)) {
    test(`${name}: the vendor's own parser reads the ${kind} text`, async () => {
      await using gateway = await fakeGateway((response) => response.writeHead(400).end())
      await sendBy(await presetAt(name, gateway.origin), text)
      const [request, ...others] = gateway.received
      assert.ok(request)
      assert.equal(others.length, 0)
      assert.equal(request.method, 'POST')
      assert.ok(request.url.startsWith(wanted.path), request.url)
      for (const [header, value] of Object.entries(wanted.headers)) {
        assert.equal(request.headers[header], value)
      }
      assert.deepEqual(wanted.fields(request), wanted.expected(text, message.to.slice(1), !isGsm7(text)))
    })
  }

  for (const { status, body, means, messageId } of wanted.answers) {
    const written = typeof body === 'string' ? body : JSON.stringify(body)
    test(`${name}: ${status} ${written} means ${means}`, async () => {
      await using gateway = await fakeGateway((response) => response.writeHead(status).end(written))
      const { outcome, report } = await sendBy(await presetAt(name, gateway.origin), texts.ASCII)
      assert.equal(report?.class, means)
      assert.equal(outcome.messageId, messageId)
    })
  }
}

test('every preset loads and can make a request; those without a contract test say that they are unverified', async () => {
  assert.ok(names.length >= 22)
  for (const name of names) {
    const settings = await preset(name)
    const request = parseTemplate(settings).render(valuesOf(message, settings, Date.now()))
    assert.ok(`${request.url}${request.body}`.includes(message.to.slice(1)), name)
    const status = /^# Status: (tested|unverified).* Source: .+, \d{4}-\d\d\.$/m.exec(
      readFileSync(`${folder}${name}.toml`, 'utf8'),
    )?.[1]
    assert.equal(status, name in presetCases ? 'tested' : 'unverified', name)
  }
})

test('what makes BulkSMS send once is a number, the same for the same message', async () => {
  await using gateway = await fakeGateway((response) => response.writeHead(500).end())
  await sendBy(await presetAt('bulksms', gateway.origin), texts.ASCII)
  const ids = gateway.received.map(({ url }) => /deduplication-id=(\d+)$/.exec(url)?.[1])
  assert.equal(ids.length, 2)
  assert.ok(Number(ids[0]) > 0 && Number(ids[0]) < 2 ** 31)
  assert.equal(ids[0], ids[1])
})
