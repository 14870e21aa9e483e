import assert from 'node:assert/strict'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import got from 'got'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { addKey, listKeys, moveKey } from '../../src/cli/keys-change.ts'
import { loadSettings } from '../../src/config/load.ts'
import type { Settings } from '../../src/config/settings.ts'
import { configuration, randomKey, signingKeys } from '../config/support.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'

const hour = 3_600_000

/** A configuration whose issuer is a server of ours, started with the keys that are in the file at that time. */
async function house(t: TestContext) {
  const port = await freePort()
  const issuer = `http://localhost:${port}`
  const secrets =
    '[secrets]\nsigning_keys = "file:signing.json"\ncookie_keys = ["file:c"]\ncode_keys = ["file:k"]\n'
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "${issuer}"\n${secrets}`,
    'signing.json': signingKeys(),
    c: randomKey(),
    k: randomKey(),
  })
  let server: TestServer | undefined
  t.after(() => server?.close())
  let now = Date.now()
  let printed = ''
  const out = { write: (text: string) => (printed += text) }
  const { settings } = await loadSettings({ directory, mode: 'serve' })
  const change = (plain: Settings): Settings => ({
    ...plain,
    server: { ...plain.server, issuer, port },
    secrets: { ...plain.secrets, cookieKeys: settings.secrets.cookieKeys },
  })
  return {
    directory,
    issuer,
    out,
    said: () => printed,
    pass: (milliseconds: number) => (now += milliseconds),
    move: (name: 'promote' | 'retire', kid: string, checked = true) =>
      moveKey(name, kid, { directory, checked, out, clock: () => now }),
    /** Starts the server again, as an admin does: with what the file says now. */
    async restart(): Promise<TestServer> {
      await server?.close()
      const { settings: fresh } = await loadSettings({ directory, mode: 'serve' })
      const signing = (plain: Settings) => ({
        ...change(plain),
        secrets: { ...change(plain).secrets, signingKeys: fresh.secrets.signingKeys },
      })
      server = await startLatchkey({ change: signing })
      return server
    },
    file: async () =>
      JSON.parse(await readFile(join(directory, 'signing.json'), 'utf8')).keys as { kid: string }[],
  }
}

const published = (issuer: string) => got(`${issuer}/jwks`).json<Parameters<typeof createLocalJWKSet>[0]>()

async function idToken(server: TestServer): Promise<string> {
  const party = relyingParty(server)
  const callback = await logIn(server, createBrowserClient(), party.begin())
  return String((await party.redeem(callback.searchParams.get('code'))).body.id_token)
}

test('a key comes, signs and goes, and no client that keeps the published set ever meets a signature it cannot check', async (t) => {
  const { restart, move, pass, file, issuer, directory, out, said } = await house(t)
  let server = await restart()
  const [first] = await file()
  await addKey('ES256', directory, out)
  const added = (await file()).at(-1)?.kid ?? ''
  assert.match(said(), new RegExp(`^${added} is added\\. Reload every server`))
  await assert.rejects(move('promote', added), /is not in force yet: reload every server/)
  server = await restart()
  // Published only: what is signed now is signed by the old one.
  const before = createLocalJWKSet(await published(issuer))
  const old = await idToken(server)
  assert.notEqual(decodeProtectedHeader(old).kid, added)
  await assert.rejects(move('promote', added), /not yet: give this command again after/)
  pass(hour)
  await move('promote', added)
  await assert.rejects(move('retire', (await file())[1]?.kid ?? ''), /is still the one in use/)
  server = await restart()
  const fresh = await idToken(server)
  assert.equal(decodeProtectedHeader(fresh).kid, added)
  // A client with the set of before the change, and one with the set of after it.
  for (const keys of [before, createLocalJWKSet(await published(issuer))]) {
    for (const token of [old, fresh]) assert.ok((await jwtVerify(token, keys, { issuer })).payload.sub)
  }
  const retiring = decodeProtectedHeader(old).kid ?? ''
  await assert.rejects(move('retire', retiring), /not yet/)
  pass(24 * hour)
  await assert.rejects(move('retire', retiring), /not yet/)
  pass(hour)
  await move('retire', retiring)
  server = await restart()
  const { keys } = await published(issuer)
  assert.deepEqual(keys.map(({ kid }) => kid).includes(retiring), false)
  assert.ok(keys.every((key) => !('seen_at' in key) && !('d' in key)))
  assert.ok((await idToken(server)).length > 0)
  assert.ok(first)
})

test('list names the keys and what each is for, and shows nothing private', async (t) => {
  const { directory, out, said, file } = await house(t)
  await addKey('RS256', directory, out)
  await listKeys(directory, out)
  const added = (await file()).at(-1)?.kid
  assert.match(said(), / {2}ES256 {2}signs\n/)
  assert.match(said(), / {2}RS256 {2}signs\n/)
  assert.match(said(), new RegExp(`${added} {2}RS256 {2}published only\n$`))
  assert.doesNotMatch(said(), /"d"/)
})

test('the file keeps its mode, is replaced whole, and one command at a time changes it', async (t) => {
  const { directory, out, file } = await house(t)
  const path = join(directory, 'signing.json')
  // The group of whoever serves may read it.
  await chmod(path, 0o640)
  await Promise.allSettled([addKey('ES256', directory, out), addKey('ES256', directory, out)])
  assert.equal((await stat(path)).mode & 0o777, 0o640)
  assert.ok([3, 4].includes((await file()).length))
  await writeFile(`${path}.new`, '')
  await assert.rejects(
    addKey('ES256', directory, out),
    /signing\.json\.new is there: another command is at work/,
  )
  assert.deepEqual(
    (await readdir(directory)).filter((name) => name.startsWith('signing')),
    ['signing.json', 'signing.json.new'],
  )
})

test('an issuer that cannot be asked is a reason to refuse, unless the admin has looked', async (t) => {
  const { directory, out, move, file, pass } = await house(t)
  await addKey('ES256', directory, out)
  const added = (await file()).at(-1)?.kid ?? ''
  await assert.rejects(move('promote', added), /does not say which keys it publishes; .* --unchecked/)
  await assert.rejects(move('promote', added, false), /not yet/)
  pass(hour)
  await move('promote', added, false)
  assert.equal((await file())[0]?.kid, added)
})

test('keys that are in no file are exchanged where they come from', async (t) => {
  const secrets = `[secrets]\nsigning_keys = '${signingKeys()}'\ncookie_keys = ["file:c"]\ncode_keys = ["file:k"]\n`
  const directory = await configuration(t, {
    'deployment.toml': `[server]\nissuer = "https://login.example.com"\n${secrets}`,
  })
  await assert.rejects(listKeys(directory, { write: () => {} }), /does not name one file/)
})
