import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import Koa from 'koa'
import { createChallenges } from '../../interactions/sms-otp/challenge.ts'
import { defaultShape, defaultTerms } from '../../interactions/sms-otp/defaults.ts'
import type { OutgoingMessage, SendOutcome } from '../../interactions/sms-otp/ports.ts'
import type { SecurityEvent } from '../../src/operations/audit.ts'
import type { GatewaySettings, ReceiptSettings } from '../../src/sms/gateway-settings.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { type ReceiptRoutesOptions, receiptRoutes } from '../../src/web/receipts.ts'
import { settingsFor } from '../sms/fake-gateway.ts'

export const secret = 'a-secret-of-at-least-32-characters'
export const place = { account: 'ada', purpose: 'login', browser: 'b' }
export const number = '+94778888888'

const receipts: ReceiptSettings = {
  secret,
  messageId: ['id'],
  status: ['status'],
  arrived: ['delivered'],
  failed: ['failed'],
}
const issuer = 'https://login.example.com'

/** The receipt route and a challenge's rules over one real store; the test is the gateway, and says what it answers. */
export async function openHouse(
  t: TestContext,
  more: Partial<ReceiptSettings> = {},
  port?: Partial<ReceiptRoutesOptions>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-receipts-'))
  const store = await openEmbeddedStore({ directory: folder })
  const audited: SecurityEvent[] = []
  const reported: unknown[] = []
  const sent: OutgoingMessage[] = []
  const answers: Promise<SendOutcome>[] = []
  const gateway: GatewaySettings = {
    ...settingsFor('http://127.0.0.1'),
    name: 'one',
    receipts: { ...receipts, ...more },
  }
  const challenges = createChallenges({
    store: store.challenges,
    sender: {
      send(message) {
        sent.push(message)
        return answers.shift() ?? Promise.resolve({ status: 'accepted' })
      },
    },
    keys: [{ kid: '1', key: 'nothing but a key for the tests, long enough' }],
    shape: defaultShape,
    terms: { ...defaultTerms, cooldowns: [0] },
    application: 'Example',
    host: 'login.example.com',
    patience: 50,
    receipts: { store: store.receipts, gateways: new Set(['one']) },
  })
  const app = new Koa()
  app.use(
    receiptRoutes({
      gateways: [gateway, { ...settingsFor('http://127.0.0.1'), name: 'silent' }],
      receipts: store.receipts,
      challenges: store.challenges,
      audit: (event) => audited.push(event),
      issuer,
      report: (error) => reported.push(error),
      ...port,
    }),
  )
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })
  return {
    store,
    challenges,
    audited,
    reported,
    sent,
    answers,
    issuer,
    async bring(path: string, init: RequestInit = {}) {
      const response = await fetch(`${origin}/sms/receipts/${path}`, init)
      return { status: response.status, body: await response.text() }
    },
    /** Sends the first message, which the gateway accepts under this id. */
    async begin(messageId: string) {
      answers.push(Promise.resolve({ status: 'accepted', gateway: 'one', messageId }))
      await (await challenges.open(place, number)).dispatch()
      await settled()
    },
    delivery: async () => (await store.challenges.view(place))?.delivery,
  }
}

/** What follows a gateway's answer is not waited for; the embedded store is done when the event loop comes round. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20))
}

export const json = (content: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(content),
})

export const form = (fields: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers,
  body: new URLSearchParams(fields),
})
