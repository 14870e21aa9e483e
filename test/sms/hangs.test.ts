import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import dns from 'node:dns'
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { connect, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { settingsFor } from './fake-gateway.ts'
import { gatewayThat, sendThrough } from './gateways.ts'

/** Name servers that never answer, for everything in this process that looks names up. */
function silenceNames(t: TestContext): void {
  const { lookup } = dns
  t.after(() => {
    dns.lookup = lookup
    syncBuiltinESMExports()
  })
  dns.lookup = Object.assign(() => {}, lookup) as typeof lookup
  syncBuiltinESMExports()
}

/** A port whose queue of connections is full: the next one is neither made nor refused. */
async function fullPort(t: TestContext): Promise<number> {
  const program = `require('node:net').createServer().listen(0, '127.0.0.1', 1, function () { console.log(this.address().port) })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] })
  t.after(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const port = Number(String(line))
  child.kill('SIGSTOP')
  const sockets: Socket[] = []
  t.after(() => {
    for (const socket of sockets) socket.destroy()
  })
  for (let tries = 0; tries < 20; tries += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    const made = await Promise.race([once(socket, 'connect').then(() => true), wait(200, false)])
    if (!made) return port
  }
  throw new Error('the queue never filled')
}

test('a name that is never resolved costs the gateway’s deadline, and the next gateway sends', async (t) => {
  await using second = await gatewayThat('accept', { name: 'second', priority: 200 })
  silenceNames(t)
  const hung = { ...settingsFor('https://sms.example'), deadlineMs: 800, allowPrivate: false }
  const began = performance.now()
  const { last } = await sendThrough([hung, second.settings], {})
  assert.deepEqual(last?.status, 'accepted')
  assert.ok(performance.now() - began < 2000)
  assert.equal(second.delivered.length, 1)
})

test('a connection that is never made costs the gateway’s deadline, and the next gateway sends', async (t) => {
  await using second = await gatewayThat('accept', { name: 'second', priority: 200 })
  const port = await fullPort(t)
  const hung = { ...settingsFor(`http://127.0.0.1:${port}`), deadlineMs: 800 }
  const began = performance.now()
  const { last, reports } = await sendThrough([hung, second.settings], {})
  assert.equal(reports[0]?.outcome, 'refused')
  assert.equal(last?.status, 'accepted')
  assert.ok(performance.now() - began < 2000)
  assert.equal(second.delivered.length, 1)
})
