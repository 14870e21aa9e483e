import { randomBytes } from 'node:crypto'
import type { Settings } from '../../src/config/settings.ts'
import { settingsFor } from '../../test/sms/fake-gateway.ts'
import { defaultSettings } from '../../test/support/settings.ts'
import { client, passwordClient } from '../client.ts'
import type { World } from '../world.ts'

/** Where this instance is and what it keeps its state in. */
export interface Place {
  readonly port: number
  readonly redisUrl: string
  /** Absolute path. */
  readonly log: string
}

/** Latchkey as an admin would run it on Redis; every value that has a default has it, limits apart. */
export function ourSettings(world: World, { port, redisUrl, log }: Place): Settings {
  const { signingKeys, cookieKeys, people, passwordHash, gateway } = world
  return {
    ...defaultSettings(port),
    store: { kind: 'redis', url: redisUrl, commandTimeout: 1000, acceptDataLoss: false },
    secrets: {
      signingKeys,
      cookieKeys,
      codeKeys: [{ kid: 'bench', key: randomBytes(32).toString('base64url') }],
    },
    log: { level: 'info', destination: log },
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
    gateways: [settingsFor(gateway.url, { name: 'bench', url: gateway.url, numberFormat: 'plus' })],
  }
}
