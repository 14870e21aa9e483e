import { after } from 'node:test'
import type { StoreSettings } from '../../../src/config/settings.ts'
import { startRedis } from '../../support/redis.ts'

/** Both stores, for suites that must show the same on each: undefined is the embedded one, in a folder of its own. */
export async function bothStores(): Promise<
  readonly (readonly [name: string, store: StoreSettings | undefined])[]
> {
  const redis = await startRedis()
  after(() => redis.stop())
  const settings = { kind: 'redis', url: redis.url, commandTimeout: 1000, acceptDataLoss: false } as const
  return [
    ['embedded', undefined],
    ['Redis', settings],
  ]
}
