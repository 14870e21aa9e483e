import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const command = join(root, 'bin/latchkey.js')

/** The compose configuration, with the container's places turned into a folder of this machine. */
function container(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-compose-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const configuration = join(folder, 'etc')
  const state = join(folder, 'state')
  mkdirSync(state)
  cpSync(join(root, 'deploy/compose'), configuration, { recursive: true })
  for (const file of globSync('**/*.{toml,sh}', { cwd: configuration })) {
    const path = join(configuration, file)
    const text = readFileSync(path, 'utf8')
    const here = text
      .replaceAll('/opt/latchkey/bin/latchkey.js', command)
      .replaceAll('/var/lib/latchkey', state)
    writeFileSync(path, here)
  }
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` }
  return {
    secrets: join(state, 'secrets'),
    init: async () => (await run('sh', [join(configuration, 'init.sh')], { env })).stdout,
    check: async () =>
      (await run('node', [command, 'check', '--offline', '--config', configuration], { env })).stdout,
  }
}

test('the compose configuration can be served as it is, with secrets that its first start makes and keeps', async (t) => {
  const { secrets, init, check } = container(t)
  const first = await init()
  const password = /^password: (\S{16,})$/m.exec(first)?.[1]
  assert.ok(password)
  assert.match(first, /^user: alice$/m)
  assert.match(await check(), /can be served/)

  const files = globSync('*', { cwd: secrets }).toSorted()
  assert.deepEqual(files, [
    'code-key',
    'cookie-key',
    'demo-client',
    'demo-password',
    'demo-password-hash',
    'signing-keys.json',
  ])
  const contents = () => files.map((file) => readFileSync(join(secrets, file), 'utf8'))
  for (const file of files)
    assert.equal(statSync(join(secrets, file)).mode & 0o077, 0, `${file} is for its owner alone`)
  const before = contents()
  assert.match(await init(), new RegExp(`^password: ${password}$`, 'm'))
  assert.deepEqual(contents(), before)
})
