import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Agent, createServer, get, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { stopInOrder } from '../../src/web/stop.ts'
import { type Serving, startServing } from './serving.ts'

const open: Serving[] = []
after(() => Promise.all(open.map((serving) => serving.close())))

async function serve(stopWait: number): Promise<Serving> {
  const serving = await startServing({ operations: `stop_wait_seconds = ${stopWait}` })
  open.push(serving)
  return serving
}

const readiness = (serving: Serving) =>
  fetch(`${serving.operations}/ready`).then(
    async (answer) => `${answer.status} ${(await answer.text()).trim()}`,
    () => 'nobody answers',
  )

const discovery = (serving: Serving, agent: Agent) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(`${serving.issuer}/.well-known/openid-configuration`, { agent }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer))
    }).once('error', reject)
  })

/** A request of which the last byte is missing. */
async function halfRequest(serving: Serving) {
  const { port } = new URL(serving.issuer)
  const socket = connect(Number(port), 'localhost')
  const chunks: string[] = []
  socket.on('data', (chunk) => chunks.push(String(chunk)))
  const ended = new Promise<string>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => resolve(chunks.join('')))
  })
  socket.write(`POST /token HTTP/1.1\r\nHost: localhost:${port}\r\n`)
  socket.write(
    'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\ngrant_type=abc'.slice(
      0,
      -1,
    ),
  )
  await wait(300)
  return {
    ended,
    finish() {
      socket.write('c')
      return ended
    },
  }
}

test('told to stop it says so, serves on while balancers notice, finishes what is under way and exits 0', async () => {
  const serving = await serve(1)
  const agent = new Agent({ keepAlive: true })
  assert.equal((await discovery(serving, agent)).headers.connection, 'keep-alive')
  const under = await halfRequest(serving)
  serving.child.kill('SIGTERM')
  await wait(200)
  assert.equal(await readiness(serving), '503 stopping')
  const late = await discovery(serving, agent)
  assert.deepEqual([late.statusCode, late.headers.connection], [200, 'close'])
  await wait(1200)
  await assert.rejects(discovery(serving, new Agent()), { code: 'ECONNREFUSED' })
  assert.equal(await readiness(serving), '503 stopping', 'health tells of it to the end')
  assert.equal(serving.child.exitCode, null)
  const answer = await under.finish()
  assert.match(answer, /^HTTP\/1\.1 400 [\s\S]*"error"/)
  const began = Date.now()
  assert.equal(await serving.exited, 0)
  assert.ok(Date.now() - began < 2000, 'nothing that only idles is waited for')
  agent.destroy()
})

test('told twice it exits at once', async () => {
  const serving = await serve(60)
  serving.child.kill('SIGTERM')
  await wait(200)
  assert.equal(await readiness(serving), '503 stopping')
  serving.child.kill('SIGTERM')
  const began = Date.now()
  assert.equal(await serving.exited, 1)
  assert.ok(Date.now() - began < 2000)
})

test('an error that nobody catches is logged, and the process leaves in order with a code of failure', async () => {
  const fault = "process.on('SIGUSR2', () => Promise.reject(new Error('a fault of its own')))"
  const serving = await startServing({
    operations: 'stop_wait_seconds = 1',
    tables: '[log]\ndestination = "log"',
    node: ['--import', `data:text/javascript,${encodeURIComponent(fault)}`],
  })
  open.push(serving)
  const under = await halfRequest(serving)
  serving.child.kill('SIGUSR2')
  await wait(300)
  assert.equal(await readiness(serving), '503 stopping')
  serving.child.kill('SIGUSR2')
  await wait(1000)
  assert.match(await under.finish(), /^HTTP\/1\.1 400 /, 'what is under way is finished')
  assert.equal(await serving.exited, 1)
  const log = await readFile(join(serving.folder, 'log'), 'utf8')
  assert.match(log, /"level":"fatal".*a fault of its own.*nobody caught this/)
})

test('a request that never ends is cut off when its time is over, and what is to be closed is closed', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const cut = fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error.message)
  await once(server, 'request')
  const closed: string[] = []
  const began = Date.now()
  await stopInOrder(server, {
    drain: 300,
    leave: async () => void closed.push('left'),
    shut: async () => void closed.push('shut'),
    last: async () => void closed.push('last'),
  })
  assert.ok(Date.now() - began < 1500)
  assert.match(String(await cut), /fetch failed/)
  assert.deepEqual(closed, ['left', 'shut', 'last'])
})

test('what cannot be closed in its time is left behind', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const began = Date.now()
  await stopInOrder(server, { drain: 100, shut: () => new Promise(() => {}) })
  assert.ok(Date.now() - began < 2000)
})
