import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { after, test } from 'node:test'
import { startServing } from './serving.ts'

test('a request that never ends does not hold up a stop for more than 25 seconds', async () => {
  const serving = await startServing({ operations: 'stop_wait_seconds = 0' })
  after(() => serving.close())
  const { port } = new URL(serving.issuer)
  const socket = connect(Number(port), 'localhost').on('error', () => {})
  const form = 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14'
  socket.write(`POST /token HTTP/1.1\r\nHost: localhost:${port}\r\n${form}\r\n\r\n`)
  await fetch(`${serving.issuer}/.well-known/openid-configuration`)
  const began = Date.now()
  serving.child.kill('SIGINT')
  assert.equal(await serving.exited, 0)
  const took = Date.now() - began
  assert.ok(took > 20_000 && took < 26_500, `${took} ms`)
})
