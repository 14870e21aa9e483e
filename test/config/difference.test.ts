import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from '../../src/config/difference.ts'
import type { ClientSettings, Settings } from '../../src/config/settings.ts'
import { settingsFor } from '../sms/fake-gateway.ts'
import { defaultSettings } from '../support/settings.ts'

const canary = 'canary'
const client: ClientSettings = {
  metadata: { client_id: 'app', redirect_uris: ['https://app.example/callback'] },
  steps: 'basic',
  secondFactor: 'required',
  firstParty: true,
}
const before: Settings = {
  ...defaultSettings(3000),
  features: new Set(),
  secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] },
  clients: [client],
  users: [{ username: 'anna' }],
  gateways: [settingsFor('https://sms.example.com', { name: 'main' })],
}

const withClient = (metadata: object): Settings => ({
  ...before,
  clients: [{ ...client, metadata: { ...client.metadata, ...metadata } }],
})
const withGateway = (more: object): Settings => ({
  ...before,
  gateways: before.gateways.map((gateway) => ({ ...gateway, ...more })),
})
const withSecrets = (more: object): Settings => ({ ...before, secrets: { ...before.secrets, ...more } })

const hidden: readonly (readonly [line: string, after: Settings])[] = [
  ['client app: client_secret: changed', withClient({ client_secret: canary })],
  ['client app: jwks.keys: changed', withClient({ jwks: { keys: [{ kty: 'EC', x: canary }] } })],
  ['client app: jwks_uri: changed', withClient({ jwks_uri: `https://app.example/?key=${canary}` })],
  ['gateway main: url: changed', withGateway({ url: `https://sms.example.com/${canary}` })],
  ['gateway main: headers: changed', withGateway({ headers: [{ name: 'X-Key', value: canary }] })],
  ['gateway main: payload: changed', withGateway({ payload: canary })],
  ['gateway main: authentication.scheme: changed', withGateway({ authentication: { scheme: canary } })],
  ['gateway main: receipts.token: changed', withGateway({ receipts: { token: canary } })],
  ['gateway main: template_ids.default: changed', withGateway({ templateIds: { default: canary } })],
  ['secrets.signing_keys: changed', withSecrets({ signingKeys: [{ kty: 'EC', d: canary }] })],
  ['secrets.cookie_keys: changed', withSecrets({ cookieKeys: [canary] })],
  ['secrets.code_keys: changed', withSecrets({ codeKeys: [{ kid: canary, key: canary }] })],
  ['store.directory: changed', { ...before, store: { kind: 'embedded', directory: canary } }],
  ['users: 1 added, 0 changed, 1 removed', { ...before, users: [{ username: canary }] }],
  ['users: 0 added, 1 changed, 0 removed', { ...before, users: [{ username: 'anna', email: canary }] }],
]

for (const [line, after] of hidden) {
  test(`what holds a secret, may hold one, or is about people is not shown: ${line}`, () => {
    assert.deepEqual(differences(before, after), [line])
    assert.ok(!differences(after, before).join('\n').includes(canary), 'nor on its way back')
  })
}

const shown: readonly (readonly [line: string, after: Settings])[] = [
  [
    'application.name: "Latchkey" -> "Acme"',
    { ...before, application: { ...before.application, name: 'Acme' } },
  ],
  ['features: [] -> ["dpop"]', { ...before, features: new Set(['dpop']) }],
  ['client app: first_party: true -> false', { ...before, clients: [{ ...client, firstParty: false }] }],
  ['client app: removed', { ...before, clients: [] }],
  ['gateway main: enabled: true -> false', withGateway({ enabled: false })],
  ['gateway main: countries: unset -> ["LK"]', withGateway({ countries: ['LK'] })],
]

for (const [line, after] of shown) {
  test(`what holds none is shown: ${line}`, () => {
    assert.deepEqual(differences(before, after), [line])
  })
}

test('a long value is cut', () => {
  const [line = ''] = differences(before, {
    ...before,
    application: { ...before.application, name: 'x'.repeat(5000) },
  })
  assert.ok(line.length < 300, `${line.length} characters`)
})
