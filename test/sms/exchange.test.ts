import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { createGateway, type SendReport } from '../../src/sms/gateway.ts'
import { fakeGateway, message, settingsFor } from './fake-gateway.ts'
import { listening, send } from './one-send.ts'
import { untrusted } from './untrusted-certificate.ts'

test('of an answer of 100 MB no more than the first 64 kB are read, the rest never leaves the gateway', async () => {
  let written = 0
  const piece = Buffer.alloc(64 * 1024)
  const flood = (response: ServerResponse): void => {
    while (written < 100 * 1024 * 1024 && !response.destroyed) {
      written += piece.length
      if (!response.write(piece)) {
        response.once('drain', () => flood(response))
        return
      }
    }
    response.end()
  }
  await using gateway = await fakeGateway((response) => flood(response.writeHead(200)))
  const { outcome, reason } = await send(gateway.origin, { deadlineMs: 5000 })
  assert.deepEqual([outcome, reason], ['accepted', 'status among response_codes, answer cut short'])
  assert.ok(written < 20 * 1024 * 1024, `${written} bytes written`)
})

test('a compressed answer is not expanded: a gzip bomb is 100 kB of bytes nobody reads to the end', async () => {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
  await using gateway = await fakeGateway((response) =>
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bomb.length }).end(bomb),
  )
  assert.equal(
    (await send(gateway.origin, { deadlineMs: 5000 })).reason,
    'status among response_codes, answer cut short',
  )
})

test('a connection reset after the request was taken is unknown, and there is exactly one request: no retry by any method', async () => {
  for (const method of ['GET', 'POST', 'PUT'] as const) {
    await using gateway = await fakeGateway((_, request) => request.socket.resetAndDestroy())
    const { payload: _, ...plain } = settingsFor(gateway.origin)
    const reports: SendReport[] = []
    const created = createGateway({ ...plain, method, url: `${gateway.origin}/$ctx.num` }, (report) =>
      reports.push(report),
    )
    const { status } = await created.send(message, AbortSignal.timeout(3000))
    created.close()
    assert.deepEqual([status, reports[0]?.reason], ['unknown', 'ECONNRESET'])
    assert.equal(gateway.received.length, 1)
  }
})

test('an answer that is no HTTP is unknown', async () => {
  await using server = await listening(
    createTcpServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end('220 mail.example ESMTP\r\n')),
    ),
  )
  assert.equal((await send(`http://${server.origin}`)).outcome, 'unknown')
})

test('a refused connection is tried once more and then refused: nothing can have been sent', async () => {
  const server = await listening(createTcpServer())
  await server[Symbol.asyncDispose]()
  const { outcome, reason, attempt } = await send(`http://${server.origin}`)
  assert.deepEqual([outcome, reason, attempt], ['refused', 'ECONNREFUSED', 2])
})

test('a gateway that hangs in the TLS handshake has been given nothing, so the outcome is refused', async () => {
  await using server = await listening(createTcpServer((socket) => socket.on('error', () => {}).resume()))
  const { outcome, reason } = await send(`https://${server.origin}`)
  assert.deepEqual([outcome, reason], ['refused', 'deadline'])
})

test('a certificate that does not verify ends the send before a byte of it leaves, whatever the environment says', async () => {
  let requests = 0
  const tls = createTlsServer(untrusted, () => {
    requests += 1
  })
  tls.on('tlsClientError', () => {})
  await using server = await listening(tls)
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
  try {
    const { outcome, reason } = await send(`https://${server.origin}`)
    assert.deepEqual([outcome, reason], ['refused', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
  }
  assert.equal(requests, 0)
})

test('over TLS, too, a reset after the request left is unknown, on a new connection and on one used before', async () => {
  const usual = getCACertificates('default')
  setDefaultCACertificates([untrusted.cert])
  let requests = 0
  const tls = createTlsServer(untrusted, (request, response) => {
    requests += 1
    if (requests === 1 || requests === 4) request.socket.destroy()
    else response.end('{}')
  })
  await using server = await listening(tls)
  const gateway = createGateway(settingsFor(`https://${server.origin}`))
  const statuses = []
  for (let round = 0; round < 4; round += 1) {
    statuses.push((await gateway.send(message, AbortSignal.timeout(3000))).status)
  }
  gateway.close()
  setDefaultCACertificates(usual)
  assert.deepEqual(statuses, ['unknown', 'accepted', 'accepted', 'unknown'])
  assert.equal(requests, 4)
})

test('connections are kept: messages one after the other share one', async () => {
  await using gateway = await fakeGateway((response) => response.writeHead(202).end('{"id":1}'))
  const { send: post, close } = createGateway(settingsFor(gateway.origin))
  for (let round = 0; round < 5; round += 1) await post(message, AbortSignal.timeout(3000))
  close()
  assert.equal(gateway.connections(), 1)
  assert.equal(gateway.received.length, 5)
})
