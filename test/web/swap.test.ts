import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, test } from 'node:test'
import { createSwap } from '../../src/web/swap.ts'

test('requests under way finish where they began, new ones go to the next handler, and the end of the old one is told', async () => {
  const held: ServerResponse[] = []
  const hold: RequestListener = (_request, response) => void held.push(response)
  const { listener, swap } = createSwap(hold)
  const server = createServer(listener).listen(0, '127.0.0.1')
  after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async () => (await fetch(`http://127.0.0.1:${port}/`)).text()
  const first = ask()
  // One that is given up by its caller counts as ended, too.
  const given = connect(port, '127.0.0.1')
  given.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  while (held.length < 2) await new Promise(setImmediate)
  let ended = false
  const end = swap((_request, response) => response.end('new')).then(() => {
    ended = true
  })
  assert.equal(await ask(), 'new')
  given.destroy()
  assert.equal(await ask(), 'new')
  assert.equal(ended, false)
  for (const response of held) response.end('old')
  assert.equal(await first, 'old')
  await end
  await swap((_request, response) => response.end('newer'))
  assert.equal(await ask(), 'newer')
})
