import type { Settings } from '../../src/config/settings.ts'
import { startServer } from '../../src/server.ts'
import { type Balancer, startBalancer } from './balancer.ts'
import { freePort } from './free-port.ts'
import { startLatchkey, type TestServer } from './latchkey.ts'
import { startRedis, type TestRedis } from './redis.ts'

/** Two instances on one Redis. */
export interface Instances {
  /** The two as one, under the issuer's address: each request goes to the other one. */
  readonly server: TestServer
  readonly balancer: Balancer
  readonly redis: TestRedis
  close(): Promise<void>
}

/** @param change what is different from the usual settings of a test */
export async function startInstances(change = (same: Settings): Settings => same): Promise<Instances> {
  const redis = await startRedis()
  const store = { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false } as const
  const issuerPort = await freePort()
  const issuer = `http://localhost:${issuerPort}`
  const first = await startLatchkey({
    store,
    change: (same) => change({ ...same, server: { ...same.server, issuer } }),
  })
  const port = await freePort()
  const second = await startServer({ ...first.settings, server: { ...first.settings.server, port } })
  const balancer = await startBalancer(issuerPort, [first.settings.server.port, port])
  return {
    server: { ...first, issuer },
    balancer,
    redis,
    async close() {
      await balancer.close()
      await second.close()
      await first.close()
      await redis.stop()
    },
  }
}
