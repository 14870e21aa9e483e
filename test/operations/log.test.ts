import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { createAudit } from '../../src/operations/audit.ts'
import { correlate, correlateLogin } from '../../src/operations/correlation.ts'
import { createLog, type Log } from '../../src/operations/log.ts'

/** A log whose lines are kept. */
function keptLog() {
  const lines: string[] = []
  return { lines, log: createLog({ level: 'debug' }, { write: (line) => void lines.push(line) }) }
}

const names = [
  'password',
  'passwordHash',
  'code',
  'otp',
  'text',
  'to',
  'number',
  'cookie',
  'authorization',
  'client_secret',
  'access_token',
  'refresh_token',
  'id_token',
  'token',
]

test('a secret logged by mistake is redacted under every name it goes by, one object down, too', () => {
  const { lines, log } = keptLog()
  for (const name of names) {
    log.info({ [name]: 'canary' }, 'by mistake')
    log.info({ inner: { [name]: 'canary' } }, 'by mistake')
  }
  assert.equal(lines.length, 2 * names.length)
  for (const line of lines) assert.ok(!line.includes('canary'), line)
})

test('an error is logged with its message, code and causes, and without what hangs on it', () => {
  const { lines, log } = keptLog()
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', options: { headers: 'canary' } })
  log.error({ err: Object.assign(new Error('outer', { cause }), { request: 'canary' }) }, 'failed')
  const [line = ''] = lines
  assert.ok(!line.includes('canary'))
  const { err } = JSON.parse(line)
  assert.equal(err.message, 'outer')
  assert.equal(err.cause.reason, 'ECONNREFUSED')
})

test("a line has its request's fields and its own, and none of the line before", async () => {
  const { lines, log } = keptLog()
  const request = { ip: '192.0.2.1', state: {} } as unknown as Parameters<typeof correlate>[0]
  await correlate(request, async () => {
    correlateLogin('a login', 'a client')
    log.info({ event: 'first', left: ['all: 3'] }, 'first')
    log.info({ event: 'second' }, 'second')
  })
  const [first, second] = lines.map((line) => JSON.parse(line))
  assert.deepEqual(first.left, ['all: 3'])
  const { level, time, msg, request: id, ...others } = second
  assert.deepEqual([level, msg, id], ['info', 'second', first.request])
  assert.ok(Date.parse(time) > 0)
  assert.deepEqual(others, {
    address: '192.0.2.1',
    login: 'a login',
    client: 'a client',
    event: 'second',
  })
})

test('a name with line breaks and escape codes stays one line of JSON', () => {
  const { lines, log } = keptLog()
  const hostile = 'alice\r\n{"event":"password.verify","outcome":"right"}\u001b[2K'
  createAudit(log)({ event: 'password.verify', outcome: 'wrong', account: hostile })
  const [line = ''] = lines
  assert.equal(lines.length, 1)
  assert.equal(line.trimEnd().split('\n').length, 1)
  assert.ok(!line.includes('\u001b'))
  assert.equal(JSON.parse(line).account, hostile)
})

test('a sink that fails stops neither the caller nor the process', async () => {
  // A device that is always full: every write to it ends in ENOSPC.
  const program = `
    import { createLog } from ${JSON.stringify(import.meta.resolve('../../src/operations/log.ts'))}
    const log = createLog({ level: 'info', destination: '/dev/full' })
    for (let line = 0; line < 1000; line += 1) log.info('lost')
    setTimeout(() => { log.info('lost'); console.log('still here'); process.exit() }, 200)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  assert.equal((await text(child.stdout)).trim(), 'still here')
})

test('a line reaches its file, whose folder is made', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-log-'))
  const destination = join(folder, 'deep/log')
  createAudit(createLog({ level: 'info', destination }))({ event: 'test', outcome: 'written' })
  assert.match(await whenWritten(destination), /"event":"test","outcome":"written"/)
  await rm(folder, { recursive: true })
})

async function whenWritten(file: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const content = await readFile(file, 'utf8').catch(() => '')
    if (content !== '') return content
    await wait(10)
  }
  throw new Error('nothing was written')
}

test('a security event that can be neither written nor counted is no error of the login', () => {
  const fail = () => {
    throw new Error('nobody is there')
  }
  const seen: unknown[] = []
  const event = { event: 'test', outcome: 'written' }
  createAudit({ info: fail } as unknown as Log)(event)
  createAudit({ info: (line: unknown) => seen.push(line) } as unknown as Log, fail)(event)
  assert.deepEqual(seen, [event])
})
