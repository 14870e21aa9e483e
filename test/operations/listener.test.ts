import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, test } from 'node:test'
import { operationsHandler } from '../../src/operations/listener.ts'
import { createMetrics } from '../../src/operations/metrics/index.ts'
import { createReadiness } from '../../src/operations/readiness.ts'
import { bothStores } from '../login/second/stores.ts'
import { createBrowserClient } from '../support/client.ts'
import { freePort } from '../support/free-port.ts'
import { startLatchkey } from '../support/latchkey.ts'
import { startRedis } from '../support/redis.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'

/** The status of `/status` asked by this name. */
async function statusBy(port: number, host: string): Promise<number | undefined> {
  const asked = request({ port, path: '/status', agent: false, headers: { host } })
  asked.end()
  const [answer] = await once(asked, 'response')
  answer.resume()
  return answer.statusCode
}

/** Asks and answers status and text. */
async function ask(url: string, method = 'GET') {
  const answer = await fetch(url, { method })
  return [answer.status, (await answer.text()).trim()] as const
}

for (const [name, store] of await bothStores()) {
  describe(`operations on the ${name} store`, () => {
    test('health and metrics are on their own port alone, and a login is counted', async () => {
      const port = await freePort()
      const server = await startLatchkey({
        ...(store && { store }),
        change: (settings) => ({ ...settings, operations: { host: '127.0.0.1', port, stopWaitSeconds: 0 } }),
      })
      after(() => server.close())
      const url = `http://127.0.0.1:${port}`
      await logIn(server, createBrowserClient(), relyingParty(server).begin())
      assert.deepEqual(await ask(`${url}/live`), [200, 'live'])
      assert.deepEqual(await ask(`${url}/ready`), [200, 'ready'])
      const [, text] = await ask(`${url}/metrics`)
      assert.match(text, /latchkey_authorizations_total\{client="app",outcome="success",reason=""\} 1/)
      for (const part of ['records', 'challenges', 'accounts', 'spend', 'waits']) {
        assert.match(
          text,
          new RegExp(`latchkey_store_seconds_count\\{part="${part}",outcome="answered"\\} [1-9]`),
        )
      }
      assert.equal((await ask(`${url}/other`))[0], 404)
      assert.equal((await ask(`${url}/ready`, 'POST'))[0], 405)
      for (const path of ['live', 'ready', 'metrics']) {
        assert.equal((await fetch(`${server.issuer}/${path}`)).status, 404, path)
      }
    })
  })
}

test('a Redis that hangs makes it not ready within a second and leaves it live, and ready once it is back', async () => {
  const redis = await startRedis()
  after(() => redis.stop())
  const port = await freePort()
  const server = await startLatchkey({
    store: { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false },
    change: (settings) => ({ ...settings, operations: { host: '127.0.0.1', port, stopWaitSeconds: 0 } }),
  })
  after(() => server.close())
  const url = `http://127.0.0.1:${port}`
  redis.pause()
  const began = Date.now()
  const [status, said] = await ask(`${url}/ready`)
  assert.deepEqual([status, said], [503, 'the store does not answer'])
  assert.ok(Date.now() - began < 1000)
  assert.deepEqual(await ask(`${url}/live`), [200, 'live'])
  redis.resume()
  let last: readonly [number, string] = [0, '']
  for (let tries = 0; last[0] !== 200 && tries < 50; tries += 1) last = await ask(`${url}/ready`)
  assert.deepEqual(last, [200, 'ready'])
})

test('however many ask at once, the store is asked once; what fails inside is a plain answer', async () => {
  let pings = 0
  const ping = async () => {
    pings += 1
  }
  const readiness = createReadiness({ ping, clockDifference: () => -9000 })
  const answers = await Promise.all(Array.from({ length: 20 }, () => readiness.check()))
  assert.deepEqual([pings, new Set(answers)], [1, new Set(['ready'])])
  const wrong = createReadiness({ ping, clockDifference: () => -11_000 })
  assert.equal(await wrong.check(), 'the clock is wrong')
  const metrics = createMetrics({ clients: new Set(), gateways: new Set() })
  metrics.gateways(() => {
    throw new Error('a collector that fails')
  })
  const server = createServer(
    operationsHandler(
      readiness,
      metrics,
      () => ({}),
      () => [],
    ),
  ).listen(0, '127.0.0.1')
  after(() => server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  assert.deepEqual(await ask(`http://127.0.0.1:${port}/metrics`), [500, 'failed'])
})

test('asked by a name that is not its own, as a page in a browser could, the operations listener answers 421', async () => {
  const port = await freePort()
  const server = await startLatchkey({
    change: (settings) => ({
      ...settings,
      operations: { host: '127.0.0.1', port, names: ['latchkey.internal'], stopWaitSeconds: 0 },
    }),
  })
  after(() => server.close())
  const own = ['127.0.0.1', '10.1.2.3:80', '[::1]', `[fe80::1]:${port}`, 'localhost', `LOCALHOST:${port}`]
  for (const host of [...own, 'latchkey.internal', `Latchkey.Internal:${port}`, ''])
    assert.equal(await statusBy(port, host), 200, host)
  for (const host of [
    'rebound.example',
    `rebound.example:${port}`,
    '127.0.0.1.rebound.example',
    'localhost.rebound.example',
    '[rebound.example]',
    'x@127.0.0.1',
    'latchkey.internal.rebound.example',
    '::1',
  ])
    assert.equal(await statusBy(port, host), 421, host)
})
