import { randomBytes } from 'node:crypto'
import type { Settings } from '../../src/config/settings.ts'
import { client, passwordClient } from '../client.ts'
import type { World } from '../world.ts'

/** Where this instance is and what it keeps its state in. */
export interface Place {
  readonly port: number
  readonly redisUrl: string
  /** Absolute path. */
  readonly log: string
}

/** People of a bench sign in all day: every limit is counted, and none is met. */
const plenty = 1_000_000_000
const benchLimits: Settings['limits'] = {
  loginCountries: ['US', 'CA'],
  enrolmentCountries: ['US', 'CA'],
  numberTypes: ['MOBILE', 'FIXED_LINE_OR_MOBILE'],
  gapSeconds: [0],
  number: { tenMinutes: plenty, day: plenty },
  account: { tenMinutes: plenty, day: plenty },
  network: { hour: plenty },
  enrolment: { number: plenty, account: plenty, network: plenty, block: plenty },
  notices: { day: plenty },
  block: { hour: plenty, day: plenty },
  country: { hour: plenty, day: plenty },
  client: { hour: plenty, day: plenty },
  all: { minute: plenty, day: plenty },
  conversion: { mode: 'stop', ratio: 0.2, minimum: 20 },
}

/** Latchkey as an admin would run it on Redis; every value that has a default has it, limits apart. */
export function ourSettings(world: World, { port, redisUrl, log }: Place): Settings {
  const { signingKeys, cookieKeys, people, passwordHash, gateway } = world
  return {
    server: { issuer: `http://localhost:${port}`, host: '127.0.0.1', port, trustedProxies: 0 },
    application: { name: 'Latchkey' },
    store: { kind: 'redis', url: redisUrl, commandTimeout: 1000, acceptDataLoss: false },
    secrets: {
      signingKeys,
      cookieKeys,
      codeKeys: [{ kid: 'bench', key: randomBytes(32).toString('base64url') }],
    },
    authentication: { mandatory: false, smsOtp },
    account: { capture: 'invite', selfServiceOptOut: true, numberHoldHours: 0 },
    sessions: { lifetimeSeconds: 86_400 },
    tokens: { accessSeconds: 600, idSeconds: 600, refreshSeconds: 14 * 86_400, codeSeconds: 60 },
    log: { level: 'info', destination: log },
    passwords: {},
    limits: benchLimits,
    clients: [
      { metadata: client, steps: 'basic+smsotp', secondFactor: 'required', firstParty: true },
      { metadata: passwordClient, steps: 'basic', secondFactor: 'required', firstParty: true },
    ],
    users: people.map(({ username, email, number, name }) => ({
      username,
      email,
      email_verified: true,
      number,
      number_verified: true,
      password_hash: passwordHash,
      claims: { name },
    })),
    gateways: [gatewayAt(gateway.url)],
  }
}

const smsOtp: Settings['authentication']['smsOtp'] = {
  enabled: true,
  codeLength: 6,
  alphabet: 'numeric',
  lifetimeSeconds: 300,
  tries: 5,
  resends: 3,
  cooldownSeconds: [30, 60, 120, 300],
}

function gatewayAt(url: string): Settings['gateways'][number] {
  return {
    name: 'bench',
    enabled: true,
    url,
    method: 'POST',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    payload: '{"to":"$ctx.num","text":"$ctx.msg"}',
    expectedStatus: [{ from: 202, to: 202 }],
    numberFormat: 'plus',
    deadlineMs: 5000,
    allowPrivate: true,
  }
}
