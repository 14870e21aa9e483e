import { after } from 'node:test'
import { startRedis } from '../support/redis.ts'
import { accountSuite } from './suite.ts'

const redis = await startRedis()
after(() => redis.stop())

accountSuite('Redis', async () => ({
  kind: 'redis',
  url: redis.url,
  commandTimeout: 1000,
  acceptDataLoss: false,
}))
