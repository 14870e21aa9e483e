import { after } from 'node:test'
import { startRedis } from '../support/redis.ts'
import { loginSuite } from './suite.ts'

const redis = await startRedis()
after(() => redis.stop())

loginSuite('Redis', async () => ({
  kind: 'redis',
  url: redis.url,
  commandTimeout: 1000,
  acceptDataLoss: false,
}))
