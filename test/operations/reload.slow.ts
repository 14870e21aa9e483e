import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { addKey, moveKey } from '../../src/cli/keys-change.ts'
import { addSecret, moveSecret } from '../../src/cli/secrets-change.ts'
import { readSecretKeys } from '../../src/config/secret-keys.ts'
import { startFromFiles } from './steady-logins.ts'

async function house(t: TestContext) {
  const server = await startFromFiles()
  t.after(() => server.close())
  return server
}

test('good and bad files in turn are reloaded under steady logins: of 200 none fails', async (t) => {
  const { texts, write, reload, logins } = await house(t)
  const deployment = texts['deployment.toml']
  const steady = logins(200)
  const outcomes: string[] = []
  for (let round = 0; !steady.isOver(); round += 1) {
    await write('deployment.toml', deployment.replace('"Before"', `"Round ${round}"`))
    outcomes.push((await reload()).outcome)
    // A typing mistake, a file that is cut off, and something that cannot change.
    const bad = [
      () => write('clients.toml', `${texts['clients.toml']}redirect_uri = "x"\n`),
      () => write('clients.toml', texts['clients.toml'].slice(0, 40)),
      () => write('deployment.toml', deployment.replace(/port = \d+/, 'port = 1')),
    ]
    await bad[round % bad.length]?.()
    outcomes.push((await reload()).outcome)
    await write('clients.toml', texts['clients.toml'])
  }
  await steady.done
  assert.deepEqual(steady.failures, [])
  const count = (wanted: string) => outcomes.filter((outcome) => outcome === wanted).length
  t.diagnostic(`${count('applied')} applied, ${count('refused')} refused`)
  assert.ok(count('applied') >= 20, `${count('applied')} applied`)
  assert.equal(count('applied'), count('refused'))
})

test('the cookie, the code and the signing key are exchanged under steady logins: of 200 none fails', async (t) => {
  const { directory, reload, logins } = await house(t)
  const steady = logins(200)
  let now = Date.now()
  const options = { directory, checked: false, out: { write: () => {} }, clock: () => now }
  const reloaded = async () => {
    assert.equal((await reload()).outcome, 'applied')
    await steady.turnedOver()
  }
  /** The first time it is noted, and the second time everything that the old key made is over. */
  const after = async (step: () => Promise<void>) => {
    await assert.rejects(step(), /not yet/)
    now += 100_000_000
    await step()
  }
  for (const kind of ['cookie', 'code'] as const) {
    const keys = async () =>
      readSecretKeys(await readFile(join(directory, `secrets/${kind}-key`), 'utf8')).map(({ kid }) => kid)
    await addSecret(kind, directory, options.out)
    const [old = '', fresh = ''] = await keys()
    await reloaded()
    await moveSecret('promote', kind, fresh, options)
    await reloaded()
    await after(() => moveSecret('retire', kind, old, options))
    await reloaded()
    assert.deepEqual(await keys(), [fresh])
  }
  const ring = async (): Promise<readonly string[]> => {
    const { keys } = JSON.parse(await readFile(join(directory, 'secrets/signing-keys.json'), 'utf8'))
    return keys.map(({ kid }: { kid: string }) => kid)
  }
  const [old = ''] = await ring()
  await addKey('ES256', directory, options.out)
  await reloaded()
  const fresh = (await ring()).at(-1) ?? ''
  await after(() => moveKey('promote', fresh, options))
  await reloaded()
  await after(() => moveKey('retire', old, options))
  await reloaded()
  assert.ok(!(await ring()).includes(old))
  assert.equal(steady.isOver(), false, 'logins went on to the end of it')
  await steady.done
  assert.deepEqual(steady.failures, [])
})
