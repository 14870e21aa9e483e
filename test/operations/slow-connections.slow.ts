import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { listen } from '../../src/web/listen.ts'
import { startServing } from './serving.ts'

test('a thousand connections that send a byte a second keep nobody out, and are closed when their time is over', async (t) => {
  const serving = await startServing()
  after(() => serving.close())
  const { port, host } = new URL(serving.issuer)
  const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4096'
  const beginnings = ['GET /auth HTTP/1.1\r\nX-', `POST /token HTTP/1.1\r\nHost: ${host}\r\n${form}\r\n\r\n`]
  const began = Date.now()
  const closed = { headers: 0, body: 0 }
  const sockets = Array.from({ length: 1000 }, (_, index) => {
    const kind = index % 2 === 0 ? 'headers' : 'body'
    const socket = connect(Number(port), 'localhost').on('error', () => {})
    socket.write(beginnings[index % 2] ?? '')
    const trickle = setInterval(() => socket.writable && socket.write('a'), 1000)
    socket.resume().once('close', () => {
      clearInterval(trickle)
      closed[kind] = Math.max(closed[kind], Date.now() - began)
    })
    return socket
  })
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  const times: number[] = []
  while (sockets.some((socket) => !socket.closed) && Date.now() - began < 60_000) {
    const asked = Date.now()
    const answer = await fetch(`${serving.issuer}/.well-known/openid-configuration`)
    assert.equal(answer.status, 200)
    times.push(Date.now() - asked)
    await wait(100)
  }
  t.diagnostic(
    `headers ${closed.headers} ms, bodies ${closed.body} ms, the slowest answer ${Math.max(...times)} ms`,
  )
  assert.ok(
    sockets.every((socket) => socket.closed),
    'some are still open',
  )
  assert.ok(closed.headers < 16_000, `headers may take 10 seconds: ${closed.headers}`)
  assert.ok(closed.body < 36_000, `a request may take 30 seconds: ${closed.body}`)
  assert.ok(Math.max(...times) < 2000, `an answer took ${Math.max(...times)} ms`)
})

test('connections that ask for much and take none of it are closed when their time is over', async () => {
  const body = Buffer.alloc(60_000, 'x')
  const server = await listen((_request, response) => response.end(body), '127.0.0.1', 0, 'the test')
  after(() => server.close())
  const { port } = server.address() as AddressInfo
  const open = () => promisify(server.getConnections.bind(server))()
  const began = Date.now()
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    // Whole requests: nothing of one that is still to come.
    socket.pause().write('GET / HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(200))
    return socket
  })
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  // Longer than a connection may idle: these do not, they are owed something.
  await wait(15_000)
  assert.equal(await open(), 20)
  while ((await open()) > 0 && Date.now() - began < 90_000) await wait(1000)
  assert.equal(await open(), 0, 'some are still open')
  assert.ok(Date.now() - began >= 55_000, 'an answer may take a minute')
  for (const socket of sockets) socket.destroy()
})
