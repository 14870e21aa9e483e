import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync } from 'node:fs'
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createOperations } from '../../src/assembly/operations.ts'
import { createAudit } from '../../src/operations/audit.ts'
import { createLog } from '../../src/operations/log.ts'
import { openSink } from '../../src/operations/sink.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'
import { defaultSettings } from '../support/settings.ts'

async function counted(port: number): Promise<string> {
  await wait(300)
  return (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
}

test('an audit log on a full disk stops no login and is counted, and the log goes on beside it', async () => {
  const port = await freePort()
  const server = await startLatchkey({
    change: (settings) => ({
      ...settings,
      audit: { apart: true, destination: '/dev/full' },
      operations: { host: '127.0.0.1', port, stopWaitSeconds: 0 },
    }),
  })
  after(() => server.close())
  for (let login = 0; login < 3; login += 1) {
    const callback = await logIn(server, createBrowserClient(), relyingParty(server).begin())
    assert.ok(callback.searchParams.get('code'))
  }
  const text = await counted(port)
  assert.match(text, /latchkey_sink_failures_total\{sink="audit"\} [1-9]/)
  assert.doesNotMatch(text, /latchkey_sink_failures_total\{sink="log"\} [1-9]/)
  assert.match(text, /latchkey_events_total\{event="authorization",outcome="success"\} 3/)
  assert.match(await server.log(), /users\.toml applied/)
  assert.doesNotMatch(await server.log(), /password\.verify/)
})

test('security events have a file of their own whatever the level of the log is, and else are lines of the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-'))
  after(() => rm(folder, { recursive: true }))
  const destination = join(folder, 'audit.log')
  const apart = await startLatchkey({
    change: (settings) => ({
      ...settings,
      log: { ...settings.log, level: 'silent' },
      audit: { apart: true, destination },
    }),
  })
  await logIn(apart, createBrowserClient(), relyingParty(apart).begin())
  await apart.close()
  assert.equal((await stat(destination)).mode & 0o777, 0o640)
  const lines = (await readFile(destination, 'utf8')).trimEnd().split('\n')
  const events = lines.map((line) => JSON.parse(line).event)
  assert.ok(events.includes('password.verify') && events.includes('authorization'))
  const together = await startLatchkey()
  after(() => together.close())
  await logIn(together, createBrowserClient(), relyingParty(together).begin())
  assert.match(await together.log(), /"event":"password\.verify"/)
})

test('a log and security events of one place are one stream: their lines come in the order they were written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-'))
  after(() => rm(folder, { recursive: true }))
  const destination = join(folder, 'both')
  const operations = await createOperations({
    ...defaultSettings(3000),
    log: { level: 'info', destination },
    audit: { apart: true, destination },
    secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] },
    clients: [],
    users: [],
    gateways: [],
  })
  operations.log.info('one')
  operations.audit({ event: 'two', outcome: 'written' })
  operations.log.info('three')
  await operations.close()
  const lines = (await readFile(destination, 'utf8')).trimEnd().split('\n')
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).msg),
    ['one', 'two', 'three'],
  )
})

test('a sink that takes nothing any more holds nobody up: what is too much is dropped, and each line counted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-pipe-'))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  // Somebody who opened it and never reads.
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  after(async () => {
    await reader.close()
    await rm(folder, { recursive: true })
  })
  const trouble = { failed: 0, lost: 0 }
  const sink = openSink(pipe, (what) => {
    trouble[what] += 1
  })
  // It would try again for ever.
  after(() => sink.destroy())
  const audit = createAudit(createLog({ level: 'info' }, sink))
  const detail = 'x'.repeat(1000)
  let slowest = 0
  for (let event = 0; event < 12_000; event += 1) {
    const began = performance.now()
    audit({ event: 'test', outcome: 'written', detail })
    slowest = Math.max(slowest, performance.now() - began)
    if (event % 100 === 0) await wait(0)
  }
  assert.ok(trouble.lost > 1000 && trouble.lost < 12_000, `${trouble.lost} lost`)
  assert.ok(slowest < 200, `${slowest} ms`)
})

test('a named pipe without a reader, or one who never reads, does not keep the process from ending', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-pipe-'))
  t.after(() => rm(folder, { recursive: true }))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const lines = `const sink = openSink(process.argv[1]); sink.write('x'.repeat(500_000));
    setTimeout(() => process.exit(3), 300)`
  const from = new URL('../../src/operations/sink.ts', import.meta.url)
  const script = `import { openSink } from ${JSON.stringify(from.href)}; ${lines}`
  const ended = async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, pipe], { stdio: 'ignore' })
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const [code] = await once(child, 'exit')
    clearTimeout(late)
    return code
  }
  assert.equal(await ended(), 3)
  const reader = await open(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  t.after(() => reader.close())
  assert.equal(await ended(), 3)
})

/** Both ends of a pipe, as a shell would make one. */
async function bothEnds(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-pipe-'))
  t.after(() => rm(folder, { recursive: true }))
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(pipe, constants.O_WRONLY)
  return { output: new Socket({ fd: reader, writable: false }), writer }
}

/** A process that logs 2000 lines of a thousand bytes to its standard output, and leaves. */
async function leaving(t: TestContext, through: 'pipe' | 'socket') {
  const log = new URL('../../src/operations/log.ts', import.meta.url)
  const script = `import { createLog, flushLog } from ${JSON.stringify(log.href)}
const log = createLog({ level: 'info' })
for (let line = 0; line < 2000; line += 1) log.info({ line }, 'x'.repeat(1000))
await flushLog(log)
process.exit(3)`
  // What Node itself gives a child are sockets.
  const ends = through === 'pipe' ? await bothEnds(t) : undefined
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', ends?.writer ?? 'pipe', 'inherit'],
  })
  if (ends) closeSync(ends.writer)
  const output = ends?.output ?? child.stdout
  assert.ok(output)
  const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
  t.after(() => {
    clearTimeout(late)
    output.destroy()
  })
  return { exited: once(child, 'exit'), output }
}

for (const through of ['pipe', 'socket'] as const) {
  test(`standard output as a ${through} that nobody reads does not keep the process from ending`, async (t) => {
    const { exited } = await leaving(t, through)
    const began = performance.now()
    assert.deepEqual(await exited, [3, null])
    assert.ok(performance.now() - began < 8000)
  })

  test(`standard output as a ${through} that somebody reads gets every line, in order, before the process ends`, async (t) => {
    const { exited, output } = await leaving(t, through)
    const lines = (await text(output)).trimEnd().split('\n')
    assert.deepEqual(await exited, [3, null])
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).line),
      Array.from({ length: 2000 }, (_, index) => index),
    )
  })
}
