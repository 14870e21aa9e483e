import type { RedisStoreSettings, StoreSettings } from '../config/settings.ts'
import { redisFindings } from './findings.ts'
import type { Store } from './store.ts'

/** Told of what an admin should know and what does not stop the start, and of trouble later on. */
export interface StoreNotices {
  warn(message: string): void
  trouble(error: Error): void
}

/** Where nobody listens for notices: a command that is over in a moment. */
const silent: StoreNotices = { warn: () => {}, trouble: () => {} }

/**
 * Opens the store for a command, beside the server that may be running on it.
 *
 * @throws one clear error when it cannot be used
 */
export async function openStoreBeside(settings: StoreSettings): Promise<Store> {
  if (settings.kind !== 'embedded') return openRedis(settings, silent)
  const { openEmbeddedStore } = await import('./embedded/index.ts')
  return openEmbeddedStore({ directory: settings.directory, beside: true })
}

/**
 * Opens the store the settings name. Each kind is loaded only where it is used: neither pays for the other at start.
 *
 * @throws one clear error when it cannot be used, or could lose what must not be lost
 */
export async function openStore(settings: StoreSettings, notices: StoreNotices): Promise<Store> {
  if (settings.kind === 'embedded') {
    const { openEmbeddedStore } = await import('./embedded/index.ts')
    return openEmbeddedStore({ directory: settings.directory })
  }
  return openRedis(settings, notices)
}

async function openRedis(settings: RedisStoreSettings, notices: StoreNotices): Promise<Store> {
  const { openRedisStore } = await import('./redis/index.ts')
  const { url, accountsUrl, commandTimeout, accountsReplicas = 0 } = settings
  const findings = await redisFindings(settings)
  const errors = findings.filter(({ level }) => level === 'error').map(({ message }) => message)
  if (errors.length > 0) throw new Error(errors.join('\n'))
  for (const { message } of findings) notices.warn(message)
  return openRedisStore({
    url,
    commandTimeout,
    accountsReplicas,
    onTrouble: notices.trouble,
    // The server waits for `settled` before an answer leaves, see web/settle.ts.
    overlapWrites: true,
    ...(accountsUrl === undefined ? {} : { accountsUrl }),
  })
}
