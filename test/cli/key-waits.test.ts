import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { addKey, moveKey } from '../../src/cli/keys-change.ts'
import { addSecret, moveSecret, type SecretKind } from '../../src/cli/secrets-change.ts'
import { readSecretKeys } from '../../src/config/secret-keys.ts'
import { configuration, randomKey, signingKeys } from '../config/support.ts'
import { startRedis } from '../support/redis.ts'

const [minute, day] = [60, 86_400]
const out = { write: () => {} }

/** A configuration with these tables; no server runs with it. */
const house = (t: TestContext, tables: string) =>
  configuration(t, {
    'deployment.toml': `[server]\nissuer = "http://localhost:3000"\n[secrets]\nsigning_keys = "file:signing"\ncookie_keys = ["file:cookie"]\ncode_keys = ["file:code"]\n${tables}`,
    signing: signingKeys(),
    cookie: `${randomKey()}\n`,
    code: `${randomKey()}\n`,
  })

/** Retires the old key until it goes: refused just before `seconds` are over, and taken out once they are. */
async function goesAfter(seconds: number, retire: (now: number) => Promise<void>): Promise<void> {
  const seen = 1_000_000
  await assert.rejects(retire(seen), /not yet/)
  await assert.rejects(retire(seen + seconds - 1), /not yet/)
  await retire(seen + seconds + minute)
}

for (const [what, tables, seconds] of [
  [
    'ID Tokens are valid',
    '[tokens]\nid_seconds = 80000\n[sessions]\nlifetime_seconds = 600\nidle_seconds = 600\n',
    80_000,
  ],
  [
    'access tokens are valid',
    '[tokens]\naccess_seconds = 80000\n[sessions]\nlifetime_seconds = 600\nidle_seconds = 600\n',
    80_000,
  ],
  ['sessions live', '[sessions]\nlifetime_seconds = 90000\n', 90_000],
] as const) {
  test(`a signing key stays for as long as ${what}`, async (t) => {
    const directory = await house(t, tables)
    const names = async (): Promise<string[]> =>
      JSON.parse(await readFile(join(directory, 'signing'), 'utf8')).keys.map(
        (key: { kid: string }) => key.kid,
      )
    const move = (name: 'promote' | 'retire', kid: string, now: number) =>
      moveKey(name, kid, { directory, checked: false, out, clock: () => now * 1000 })
    await addKey('ES256', directory, out)
    const [old = '', , fresh = ''] = await names()
    await assert.rejects(move('promote', fresh, 0), /not yet/)
    await move('promote', fresh, 3600)
    await goesAfter(seconds, (now) => move('retire', old, now))
    assert.ok(!(await names()).includes(old))
  })
}

for (const [kind, what, tables, seconds] of [
  ['cookie', 'sessions live', '[sessions]\nlifetime_seconds = 90000\n', 90_000],
  ['cookie', 'browsers are remembered', '[sessions]\nremember_browser_days = 9\n', 9 * day],
  [
    'code',
    'a code may be typed',
    '[authentication.authenticator.sms_otp.parameters]\nlifetime_seconds = 540\n',
    540,
  ],
] as const satisfies readonly (readonly [SecretKind, string, string, number])[]) {
  test(`a ${kind} key stays for as long as ${what}`, async (t) => {
    const redis = await startRedis()
    t.after(() => redis.stop())
    const directory = await house(t, `[store]\nkind = "redis"\nurl = "${redis.url}"\n${tables}`)
    const names = async () =>
      readSecretKeys(await readFile(join(directory, kind), 'utf8')).map(({ kid }) => kid)
    const move = (name: 'promote' | 'retire', kid: string, now: number) =>
      moveSecret(name, kind, kid, { directory, checked: false, out, clock: () => now * 1000 })
    await addSecret(kind, directory, out)
    const [old = '', fresh = ''] = await names()
    await move('promote', fresh, 0)
    await goesAfter(seconds, (now) => move('retire', old, now))
    assert.deepEqual(await names(), [fresh])
  })
}
