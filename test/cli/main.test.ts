import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'

const root = join(import.meta.dirname, '../..')
const main = join(root, 'bin/latchkey.js')
const shipped = join(root, 'config')

let folder: string
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-cli-'))
})
after(() => rm(folder, { recursive: true, force: true }))

/** Runs the command to its end. */
const latchkey = (...args: string[]) => runNode(main, ...args)

async function runNode(...args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { out, errors, code }
}

/** A copy of the shipped configuration with lines of deployment.toml put in place of others. */
async function configuration(name: string, changes: Readonly<Record<string, string>>): Promise<string> {
  const directory = join(folder, name, 'config')
  await cp(shipped, directory, { recursive: true })
  const file = join(directory, 'deployment.toml')
  let content = await readFile(file, 'utf8')
  for (const [from, to] of Object.entries(changes)) {
    assert.ok(content.includes(from), `${from} is not in deployment.toml`)
    content = content.replace(from, to)
  }
  await writeFile(file, content)
  return directory
}

test('wrong usage is exit code 2, help is 0', async () => {
  assert.equal((await latchkey('nonsense')).code, 2)
  assert.equal((await latchkey('serve', '--nonsense')).code, 2)
  const { code, errors } = await latchkey('sms', 'render', 'mine', '--to', '12')
  assert.equal(code, 2)
  assert.match(errors, /not a phone number \(too-short\); write it like \+94778888888/)
  const help = await latchkey('--help')
  assert.equal(help.code, 0)
  assert.match(help.out, /serve[\s\S]*check[\s\S]*demo/)
})

test('the command that npx finds needs no build in a clone', async () => {
  const clone = join(folder, 'clone')
  await cp(join(root, 'bin'), join(clone, 'bin'), { recursive: true })
  await cp(join(root, 'package.json'), join(clone, 'package.json'))
  await symlink(join(root, 'src'), join(clone, 'src'))
  const { code, out } = await runNode(join(clone, 'bin/latchkey.js'), '--help')
  assert.equal(code, 0)
  assert.match(out, /latchkey/)
})

test('a configuration that is not there, or broken, stops the start with a line that says where', async () => {
  const missing = await latchkey('serve', '--config', join(folder, 'nowhere'))
  assert.equal(missing.code, 1)
  assert.match(missing.errors, /nowhere/)
  const directory = await configuration('broken', { '#port = 3000': 'prot = 3000' })
  const broken = await latchkey('demo', '--config', directory)
  assert.equal(broken.code, 1)
  assert.match(broken.errors, /deployment\.toml:\d+:\d+: .*prot.*port/)
  assert.doesNotMatch(broken.errors, /\.ts:\d+/)
})

test('serve without secrets says which are missing', async () => {
  const directory = await configuration('secretless', {})
  const { code, errors } = await latchkey('serve', '--config', directory)
  assert.equal(code, 1)
  assert.match(errors, /secrets/)
})

test('a taken port stops the start with one line that says so', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  const directory = await configuration('taken', {
    '#port = 3000': `port = ${port}`,
    'http://localhost:3000': `http://localhost:${port}`,
  })
  const { code, errors } = await latchkey('demo', '--config', directory)
  taken.close()
  assert.equal(code, 1)
  assert.match(errors, new RegExp(`^latchkey: .*127\\.0\\.0\\.1:${port}.*choose another port\\n$`))
})

test('a data folder that cannot be one stops the start with one line that names it', async () => {
  const directory = await configuration('blocked', {})
  await writeFile(join(directory, '../data'), 'a file stands in the way')
  const { code, errors } = await latchkey('demo', '--config', directory)
  assert.equal(code, 1)
  assert.match(errors, /^latchkey: .*blocked\/data.*\n$/)
})

test('secrets init writes keys for their owner alone, and never over existing ones', async () => {
  const directory = await configuration('fresh', {})
  const first = await latchkey('secrets', 'init', '--config', directory)
  assert.equal(first.code, 0)
  const key = join(directory, 'secrets/cookie-key')
  const secret = await readFile(key, 'utf8')
  assert.equal((await stat(key)).mode & 0o777, 0o600)
  assert.ok(!first.out.includes(secret.trim()))
  const second = await latchkey('secrets', 'init', '--config', directory)
  assert.match(second.out, /kept as it is/)
  assert.equal(await readFile(key, 'utf8'), secret)
})
