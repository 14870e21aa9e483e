/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: a reference as an admin writes it */
import assert from 'node:assert/strict'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { newSalt } from '../../src/accounts/backup/set.ts'
import { askStatus } from '../../src/cli/ask-operations.ts'
import { reloadRunning } from '../../src/cli/reload.ts'
import { addSecret, listSecrets, moveSecret, type SecretKind } from '../../src/cli/secrets-change.ts'
import { besideServer } from '../../src/cli/with-store.ts'
import { loadSecrets } from '../../src/config/load.ts'
import { readSecretKeys } from '../../src/config/secret-keys.ts'
import { type Serving, startServing } from '../operations/serving.ts'

let serving: Serving
before(async () => {
  serving = await startServing()
})
after(() => serving.close())

let printed = ''
const out = { write: (text: string) => (printed += text) }
const keysIn = async (kind: SecretKind) =>
  readSecretKeys(await readFile(join(serving.folder, `secrets/${kind}-key`), 'utf8')).map(({ kid }) => kid)
let now = Date.now()
const move = (name: 'promote' | 'retire', kind: SecretKind, kid = '', checked = true) =>
  moveSecret(name, kind, kid, { directory: serving.folder, checked, out, clock: () => now })
const reload = async () => assert.equal(await reloadRunning(serving.folder, out), 0)
const hour = 3_600_000

test('a cookie key comes, is used and goes, each step only once the running server has the one before', async () => {
  const [old] = await keysIn('cookie')
  await addSecret('cookie', serving.folder, out)
  const [first, fresh = ''] = await keysIn('cookie')
  assert.equal(first, old)
  await assert.rejects(move('promote', 'cookie', fresh), /is not in force yet: reload every server first/)
  await reload()
  await move('promote', 'cookie', fresh)
  assert.deepEqual(await keysIn('cookie'), [fresh, old])
  await assert.rejects(move('retire', 'cookie', old), /is still the one in use: reload every server first/)
  await reload()
  assert.deepEqual((await askStatus(serving.operations)).keys.cookie, [fresh, old])
  await assert.rejects(move('retire', 'cookie', old), /not yet: give this command again after/)
  // A day is how long sessions live.
  now += 25 * hour
  await move('retire', 'cookie', old)
  await assert.rejects(move('retire', 'cookie', fresh), /promote another key first/)
  await reload()
  assert.deepEqual((await askStatus(serving.operations)).keys.cookie, [fresh])
  const { mode } = await stat(join(serving.folder, 'secrets/cookie-key'))
  assert.equal(mode & 0o777, 0o600)
})

test('a code key stays as long as somebody has backup codes that only it recognises', async () => {
  const [old = ''] = await keysIn('code')
  await addSecret('code', serving.folder, out)
  const [, fresh = ''] = await keysIn('code')
  await reload()
  await move('promote', 'code', fresh)
  await reload()
  await assert.rejects(move('retire', 'code', old), /not yet/)
  now += hour
  const settings = { kind: 'embedded', directory: join(serving.folder, 'data') } as const
  const secrets = await loadSecrets(serving.folder)
  const account = { id: 'held', version: 1, username: 'held', createdAt: 1, updatedAt: 1 }
  const codes = [{ kid: secrets.codeKeys.at(-1)?.kid ?? '', digest: 'of a code that nobody knows' }]
  await besideServer(settings, ({ accounts }) =>
    accounts.save({ ...account, backupCodes: { salt: newSalt(), codes, used: [] } }, ['held']),
  )
  await assert.rejects(move('retire', 'code', old), /1 account has backup codes that only .* recognises/)
  await besideServer(settings, async ({ accounts }) => {
    const found = await accounts.find('held')
    assert.ok(found)
    const { backupCodes: _, ...without } = found
    await accounts.save({ ...without, version: found.version + 1 }, ['held'])
  })
  await move('retire', 'code', old)
  assert.deepEqual(await keysIn('code'), [fresh])
})

test('list names keys and shows none; what has no file of its own is left to where it comes from', async () => {
  printed = ''
  await listSecrets(serving.folder, out)
  assert.match(printed, /^cookie {2}[\w-]{8} {2}in use\ncode {4}[\w-]{8} {2}in use\n$/)
  const key = await readFile(join(serving.folder, 'secrets/cookie-key'), 'utf8')
  assert.ok(!printed.includes(key.trim()))
  const deployment = join(serving.folder, 'deployment.toml')
  const text = await readFile(deployment, 'utf8')
  await writeFile(deployment, text.replace('"file:secrets/cookie-key"', '"${COOKIE_KEY}"'))
  await assert.rejects(
    addSecret('cookie', serving.folder, out),
    /cookie_keys .* exchange keys where they come from/,
  )
})
