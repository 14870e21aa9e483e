import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { askStatus } from '../../src/cli/ask-operations.ts'
import { reloadRunning } from '../../src/cli/reload.ts'
import { thisProcess } from '../../src/operations/process.ts'
import { configuration } from '../config/support.ts'
import { main, type Serving, startServing } from '../operations/serving.ts'

let serving: Serving
let original = ''
before(async () => {
  serving = await startServing({ tables: '[application]\nname = "Latchkey"' })
  original = await readFile(join(serving.folder, 'deployment.toml'), 'utf8')
})
after(() => serving.close())

async function latchkey(...words: readonly string[]) {
  const child = spawn(process.execPath, [main, ...words, '--config', serving.folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { out, errors, code }
}

const write = (file: string, content: string) => writeFile(join(serving.folder, file), content)
const status = () => askStatus(serving.operations)

test('latchkey reload has the files taken over, tells what differs, and status says which configuration it is', async () => {
  await write('deployment.toml', original.replace('"Latchkey"', '"Renamed"'))
  const { out, code } = await latchkey('reload')
  assert.deepEqual(
    [out, code],
    ['Applied: configuration number 2.\n[application] name: "Latchkey" -> "Renamed"\n', 0],
  )
  assert.match((await latchkey('status')).out, /^configuration +number 2, since \d{4}-/m)
  assert.deepEqual((await latchkey('reload')).out, 'In force already: nothing differs.\n')
})

test('what check warns of in the files is told to whoever asked for the reload, too', async (t) => {
  const key = join(serving.folder, 'secrets/cookie-key')
  await chmod(key, 0o644)
  t.after(() => chmod(key, 0o600))
  const { out, code } = await latchkey('reload')
  assert.equal(code, 0)
  const [, told] = out.split('In force already: nothing differs.\n')
  assert.match(told ?? '', /^.*deployment\.toml:\d+:\d+: warning: \[secrets\] cookie_keys #1: /)
  assert.ok((await latchkey('check', '--offline')).out.startsWith(told ?? assert.fail()))
})

test('files that will not do are refused with every problem by place, and status says so until they are mended', async () => {
  const clients = await readFile(join(serving.folder, 'clients.toml'), 'utf8')
  await write('clients.toml', `${clients}redirect_uri = "https://typo.example/"\n`)
  const refused = await latchkey('reload')
  assert.equal(refused.code, 1)
  assert.match(refused.out, /^Refused; everything is as it was:\n.*clients\.toml:6:1: .*redirect_uri/)
  assert.match((await latchkey('status')).out, /^refused because +.*clients\.toml:6:1/m)
  await write('clients.toml', clients)
  assert.equal((await latchkey('reload')).code, 0)
  assert.doesNotMatch((await latchkey('status')).out, /refused because/)
})

test('a deployment.toml with a mistake is refused by the server, and status still says so', async () => {
  await write('deployment.toml', `${original}\n[tokens]\ncode_seconds = 600\n`)
  const refused = await latchkey('reload')
  assert.equal(refused.code, 1)
  assert.match(
    refused.out,
    /^Refused; everything is as it was:\n.*deployment\.toml:\d+:16: \[tokens\] code_seconds/,
  )
  assert.match((await latchkey('status')).out, /^refused because +.*\[tokens\] code_seconds: found 600/m)
  await write('deployment.toml', original)
  assert.equal((await latchkey('reload')).code, 0)
})

test('a deployment.toml that cannot be read is explained, and nobody is signalled', async () => {
  const { reloads } = await status()
  await write('deployment.toml', `${original}\n[operations`)
  const { errors, code } = await latchkey('reload')
  assert.equal(code, 1)
  assert.match(errors, /deployment\.toml:\d+:\d+: /)
  assert.deepEqual((await status()).reloads, reloads)
  await write('deployment.toml', original.replace(/\[operations\]\nport = \d+\n/, ''))
  assert.match((await latchkey('reload')).out, /no \[operations\] table .* "kill -HUP PID"/)
  await write('deployment.toml', original)
})

test('whoever answers in the place of the server cannot have another process signalled', async (t) => {
  const bystander = spawn('sleep', ['60'])
  t.after(() => bystander.kill())
  let pid: unknown
  const stranger = createServer((_request, response) => {
    const reloads = { asked: 0, done: 0 }
    response.end(JSON.stringify({ ...thisProcess(), pid, generation: 1, reloads, keys: {} }))
  }).listen(0, '127.0.0.1')
  t.after(() => stranger.close())
  await once(stranger, 'listening')
  const { port } = stranger.address() as AddressInfo
  await write(
    'deployment.toml',
    original.replace(/\[operations\]\nport = \d+/, `[operations]\nport = ${port}`),
  )
  t.after(() => write('deployment.toml', original))
  // Less than 1 would be a group, or everybody; 2147483647 is nobody.
  for (pid of [bystander.pid, 0, -2_147_483_647, 2_147_483_647, String(bystander.pid), undefined]) {
    let said = ''
    assert.equal(await reloadRunning(serving.folder, { write: (line) => (said += line) }), 1)
    assert.match(
      said,
      /^What answers on \S+ is no server of Latchkey: nothing was signalled\.$/m,
      String(pid),
    )
  }
  assert.deepEqual([bystander.exitCode, bystander.signalCode], [null, null])
})

test('signals that come at once end in one configuration, and one that comes while it stops does nothing', async () => {
  const begun = (await status()).reloads.asked
  for (let round = 0; round < 5; round += 1) serving.child.kill('SIGHUP')
  for (let tries = 0; tries < 100; tries += 1) {
    const { asked, done } = (await status()).reloads
    if (asked > begun && asked === done) break
    await wait(50)
  }
  const { generation, last } = await status()
  assert.notEqual(last?.outcome, 'refused')
  await write('deployment.toml', original.replace('"Latchkey"', '"Too late"'))
  serving.child.kill('SIGTERM')
  await wait(100)
  serving.child.kill('SIGHUP')
  await wait(300)
  assert.equal((await status()).generation, generation)
  assert.equal(await serving.exited, 0)
  assert.match((await latchkey('reload')).out, /^Nothing answers on /)
})

test('a number that means a process of another machine or container is signalled to nobody', async (t) => {
  let signals = 0
  const count = () => {
    signals += 1
  }
  process.on('SIGHUP', count)
  t.after(() => process.off('SIGHUP', count))
  const there = JSON.stringify({ pid: process.pid, where: 'elsewhere', reloads: { asked: 0, done: 0 } })
  const server = createServer((_request, response) => response.end(there)).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const directory = await configuration(t, { 'deployment.toml': `[operations]\nport = ${port}\n` })
  let said = ''
  assert.equal(await reloadRunning(directory, { write: (text) => (said += text) }), 1)
  assert.match(said, /runs elsewhere, or in a container: give this command there\.\n$/)
  await wait(100)
  assert.equal(signals, 0)
})
