import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Table } from '../../src/config/document.ts'
import type { Settings } from '../../src/config/settings.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { goOn, logIn, provePassword, relyingParty, typeCode } from '../support/relying-party.ts'

let server: TestServer
let operations: string
before(async () => {
  const port = await freePort()
  operations = `http://127.0.0.1:${port}`
  server = await startLatchkey({
    change: (settings) => ({ ...settings, operations: { host: '127.0.0.1', port, stopWaitSeconds: 0 } }),
  })
})
after(() => server.close())

const named = (name: string) => (settings: Settings) => ({
  ...settings,
  application: { ...settings.application, name },
})
const metrics = async () => (await fetch(`${operations}/metrics`)).text()
const broken = (): Settings => {
  throw new Error('deployment.toml:3:1: not TOML')
}
const title = async () => {
  const browser = createBrowserClient()
  return (await browser.follow(await browser.get(relyingParty(server).begin()))).body
}

test('a login under way goes on over good and bad reloads, and what is new is in force at once', async () => {
  const party = relyingParty(server)
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, party.begin())
  const code = await server.phone.code(sent + 1)
  const reloaded = await server.reload(named('Renamed'))
  assert.deepEqual(reloaded, {
    outcome: 'applied',
    changes: [],
  })
  assert.match(await title(), /Renamed/)
  assert.deepEqual(await server.reload(broken), {
    outcome: 'refused',
    problems: ['deployment.toml:3:1: not TOML'],
  })
  assert.match(await title(), /Renamed/)
  const callback = await goOn(browser, await typeCode(browser, page, code))
  assert.equal((await party.redeem(callback.searchParams.get('code'))).status, 200)
  assert.deepEqual(await server.reload(named('Renamed')), { outcome: 'unchanged', changes: [] })
})

test('what was begun with the keys of before is finished with those of now, as long as both are there', async () => {
  const party = relyingParty(server)
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, party.begin())
  const code = await server.phone.code(sent + 1)
  const reloaded = await server.reload(({ secrets, ...settings }) => ({
    ...settings,
    secrets: {
      ...secrets,
      cookieKeys: [randomBytes(32).toString('base64url'), ...secrets.cookieKeys],
      codeKeys: [{ kid: 'new', key: randomBytes(32).toString('base64url') }, ...secrets.codeKeys],
    },
  }))
  assert.equal(reloaded.outcome, 'applied')
  const callback = await goOn(browser, await typeCode(browser, page, code))
  assert.equal((await party.redeem(callback.searchParams.get('code'))).status, 200)
})

test('what cannot change while it runs is refused by name, all at once, and nothing of it is applied', async () => {
  const { outcome, ...rest } = await server.reload((settings) => ({
    ...settings,
    application: { ...settings.application, name: 'Not this' },
    server: { ...settings.server, issuer: 'http://localhost:1', host: '::1', port: 1 },
    store: { kind: 'embedded', directory: '/elsewhere' },
    log: { level: 'debug' },
    audit: { apart: true },
    operations: undefined as never,
    passwords: { queueLimit: 5 },
  }))
  assert.equal(outcome, 'refused')
  const own = ['[server] issuer', '[server] host', '[server] port']
  const all = [
    ...own,
    '[store]',
    '[log] destination',
    '[audit] destination',
    '[operations] host',
    '[operations] port',
    '[passwords] queue_limit',
  ]
  assert.deepEqual(rest, {
    problems: all.map((name) => `${name} cannot change while the server runs: start it again for that`),
  })
  assert.doesNotMatch(await title(), /Not this/)
  const log = await server.log()
  assert.match(log, /"level":"error".*"problems":\["\[server\] issuer cannot.*the one before stays in force"/)
  assert.match(log, /"event":"configuration\.reload","generation":\d+,"outcome":"refused","problems":\["/)
  const text = await metrics()
  assert.match(text, /^latchkey_configuration_refused 1$/m)
  assert.match(text, /^latchkey_configuration_reloads_total\{outcome="refused"\} [1-9]/m)
})

test('a client that the library refuses, and a gateway that cannot make a request, change nothing', async () => {
  const bad = await server.reload((settings) => ({
    ...settings,
    clients: settings.clients.map((client) => ({
      ...client,
      metadata: { ...client.metadata, response_types: ['nonsense' as never] },
    })),
  }))
  assert.match(JSON.stringify(bad), /"refused".*clients\.toml: client \\"app\\"/)
  const gateway = await server.reload((settings) => ({
    ...settings,
    gateways: settings.gateways.map((each) => ({ ...each, payload: '{"to":"$ctx.nonsense"}' })),
  }))
  assert.equal(gateway.outcome, 'refused')
  await logIn(server, createBrowserClient(), relyingParty(server).begin())
})

test('people, clients and gateways of new files are known; secrets, people and addresses are not in the diff', async () => {
  const canary = 'canary-'.repeat(8)
  const table = (values: Table) => ({ table: values, hidden: new Set<string>() })
  const written = (secret: string, priority: number, ids: readonly string[]) => ({
    deployment: table({
      server: { issuer: server.issuer },
      secrets: { signing_keys: 'same', cookie_keys: [secret], code_keys: ['same'] },
    }),
    clients: ids.map((client_id) =>
      table({
        client_id,
        client_secret: secret,
        redirect_uris: [],
        backchannel_logout_uri: `https://app.example/signed-out?key=${secret}`,
      }),
    ),
    gateways: { phone: table({ url: `http://localhost/?key=${secret}`, priority }) },
  })
  await server.reload((settings) => ({ ...settings, written: written('old', 9, ['app']) }))
  const reloaded = await server.reload((settings) => {
    const [client] = settings.clients
    const [user] = settings.users
    assert.ok(client && user)
    const added = { ...client, metadata: { ...client.metadata, client_id: 'late', client_secret: canary } }
    const { cookieKeys } = settings.secrets
    return {
      ...settings,
      clients: [
        ...settings.clients.map((each) => ({
          ...each,
          metadata: {
            ...each.metadata,
            client_secret: canary,
            backchannel_logout_uri: `https://app.example/signed-out?key=${canary}`,
          },
        })),
        added,
      ],
      users: [
        ...settings.users,
        { ...user, username: 'late', email: 'late@example.com', number: '+94778888777' },
      ],
      gateways: settings.gateways.map((each) => ({ ...each, priority: 7, url: `${each.url}?key=${canary}` })),
      secrets: { ...settings.secrets, cookieKeys: [canary, ...cookieKeys] },
      written: written(canary, 7, ['app', 'late']),
    }
  })
  assert.ok('changes' in reloaded, JSON.stringify(reloaded))
  assert.deepEqual(reloaded.changes, [
    '[secrets] cookie_keys: changed',
    'client app: client_secret: changed',
    'client app: backchannel_logout_uri: changed',
    'client late: added',
    'gateway phone: url: changed',
    'gateway phone: priority: 9 -> 7',
    'users: 1 added, 0 changed, 0 removed',
  ])
  const log = await server.log()
  assert.match(log, /"event":"configuration\.reload","generation":\d+,"outcome":"applied"/)
  assert.ok(!`${log}${JSON.stringify(reloaded)}`.includes('canary'))
  assert.ok(!JSON.stringify(reloaded).includes('94778888777'))
  await logIn(server, createBrowserClient(), relyingParty(server, 'late').begin(), 'late')
  assert.match(
    await metrics(),
    /latchkey_authorizations_total\{client="late",outcome="success",reason=""\} 1/,
  )
})

test('reloads that are asked for at once come one after the other, and the last files win', async () => {
  const all = await Promise.all(['One', 'Two', 'Three'].map((name) => server.reload(named(name))))
  assert.ok(all.every(({ outcome }) => outcome !== 'refused'))
  assert.match(await title(), /Three/)
  assert.match(await metrics(), /^latchkey_configuration_refused 0$/m)
})

test('a request that began before a reload is answered after it', async () => {
  server.phone.behave('hang')
  const browser = createBrowserClient()
  const under = provePassword(browser, relyingParty(server).begin())
  await wait(300)
  await server.reload(named('While it waits'))
  server.phone.behave('accept')
  assert.equal((await under).status, 200)
})
