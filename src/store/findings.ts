import type { RedisStoreSettings, StoreSettings } from '../config/settings.ts'
import type { Finding } from './redis/inspect.ts'

/** What a start would say of the store, found out without one: an error is what would stop it. Writes nothing. */
export async function storeFindings(settings: StoreSettings): Promise<readonly Finding[]> {
  // The embedded one is made at the first start, and held by the server that runs.
  if (settings.kind === 'embedded') return []
  try {
    return await redisFindings(settings)
  } catch (error) {
    return [{ level: 'error', message: error instanceof Error ? error.message : String(error) }]
  }
}

/** Every Redis of the settings, looked at. @throws one clear error when one cannot be reached */
export async function redisFindings(settings: RedisStoreSettings): Promise<readonly Finding[]> {
  const { inspectRedis } = await import('./redis/index.ts')
  const { url, accountsUrl, acceptDataLoss } = settings
  const urls = [...new Set([url, accountsUrl ?? url])]
  return (await Promise.all(urls.map((each) => inspectRedis(each, { acceptDataLoss })))).flat()
}
