import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import got from 'got'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { addKey, moveKey } from '../../src/cli/keys-change.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { Settings } from '../../src/config/settings.ts'
import { startServer } from '../../src/server.ts'
import { configuration, randomKey, signingKeys } from '../config/support.ts'
import { startBalancer } from '../support/balancer.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { goOn, logIn, provePassword, relyingParty } from '../support/relying-party.ts'

/** Two instances that take their signing keys from one file when they start, and are started again one by one. */
async function openHouse(t: TestContext) {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const issuerPort = await freePort()
  const issuer = `http://localhost:${issuerPort}`
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "${issuer}"\n[secrets]\nsigning_keys = "file:signing.json"\ncookie_keys = ["file:c"]\ncode_keys = ["file:k"]\n`,
    'signing.json': signingKeys(),
    c: randomKey(),
    k: randomKey(),
  })
  const store = { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false } as const
  const { settings } = await loadSettings({ directory, mode: 'serve' })
  const withKeys = (same: Settings, { secrets }: Settings): Settings => ({
    ...same,
    server: { ...same.server, issuer },
    secrets: { ...same.secrets, signingKeys: secrets.signingKeys },
  })
  const first = await startLatchkey({ store, change: (same) => withKeys(same, settings) })
  t.after(() => first.close())
  const port = await freePort()
  const secondWith = (same: Settings) => startServer({ ...same, server: { ...same.server, port } })
  let second = await secondWith(first.settings)
  t.after(() => second.close())
  const balancer = await startBalancer(issuerPort, [first.settings.server.port, port])
  t.after(() => balancer.close())
  return {
    server: { ...first, issuer },
    directory,
    async restartEach() {
      const { settings: fresh } = await loadSettings({ directory, mode: 'serve' })
      await balancer.rest(0)
      await first.restart((same) => withKeys(same, fresh))
      balancer.use(0)
      await balancer.rest(1)
      await second.close()
      second = await secondWith(withKeys(first.settings, fresh))
      balancer.use(1)
    },
  }
}

const signerOf = (token: string) => decodeProtectedHeader(token).kid ?? ''

test('signing keys are exchanged on two instances while people sign in: no sign-in fails, every token can be checked', async (t) => {
  const { server, directory, restartEach } = await openHouse(t)
  const { issuer } = server
  const published = () => got(`${issuer}/jwks`).json<JSONWebKeySet>()
  const path = join(directory, 'signing.json')
  const names = async () =>
    (JSON.parse(await readFile(path, 'utf8')).keys as { kid: string }[]).map(({ kid }) => kid)
  const out = { write: () => true }

  /** What a client keeps, as long as clients may: it asks again after each hour that passes here. */
  let kept = createLocalJWKSet(await published())
  let now = Date.now()
  const passHours = async (hours: number) => {
    now += hours * 3_600_000
    kept = createLocalJWKSet(await published())
  }
  const move = (name: 'promote' | 'retire', kid: string) =>
    moveKey(name, kid, { directory, checked: true, out, clock: () => now })

  const tokens: string[] = []
  let stopped = false
  async function steadily(clientId: string, signIn: (start: string) => Promise<URL>): Promise<void> {
    while (!stopped) {
      const party = relyingParty(server, clientId)
      const { status, body } = await party.redeem((await signIn(party.begin())).searchParams.get('code'))
      assert.equal(status, 200)
      const refreshed = await party.refresh(String(body.refresh_token))
      for (const token of [body.id_token, refreshed.body.id_token].map(String)) {
        await jwtVerify(token, kept, { issuer, audience: clientId })
        tokens.push(token)
      }
    }
  }
  const byPassword = async (start: string) => {
    const browser = createBrowserClient()
    return goOn(browser, await provePassword(browser, start))
  }
  const people = Promise.all([
    steadily('app', (start) => logIn(server, createBrowserClient(), start)),
    steadily('basic', byPassword),
    steadily('basic', byPassword),
  ])
  /** Until so many more have signed in, each in one way or another. */
  const more = async (count: number) => {
    const until = tokens.length + count
    while (tokens.length < until) await Promise.race([people, new Promise((done) => setTimeout(done, 20))])
  }

  try {
    await more(10)
    const old = signerOf(tokens[0] ?? '')
    await addKey('ES256', directory, out)
    const added = (await names()).at(-1) ?? ''
    await restartEach()
    await more(10)
    await assert.rejects(move('promote', added), /not yet/)
    await passHours(1)
    await move('promote', added)
    await restartEach()
    await more(10)
    const signers = new Set(tokens.map(signerOf))
    assert.deepEqual(signers, new Set([old, added]))
    const both = createLocalJWKSet(await published())
    for (const token of tokens) await jwtVerify(token, both, { issuer })
    await assert.rejects(move('retire', old), /not yet/)
    await passHours(25)
    await move('retire', old)
    await restartEach()
    await passHours(1)
    const before = tokens.length
    await more(10)
    assert.ok(tokens.slice(before).every((token) => signerOf(token) === added))
    assert.equal(
      (await published()).keys.some(({ kid }) => kid === old),
      false,
    )
  } finally {
    stopped = true
    await people
  }
})
