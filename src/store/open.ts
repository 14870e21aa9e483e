import type { StoreSettings } from '../config/settings.ts'
import type { Store } from './store.ts'

/** Opens the store the settings name. Each kind is loaded only where it is used: neither pays for the other at start. */
export async function openStore(settings: StoreSettings, onTrouble: (error: Error) => void): Promise<Store> {
  if (settings.kind === 'embedded') {
    const { openEmbeddedStore } = await import('./embedded/index.ts')
    return openEmbeddedStore({ directory: settings.directory })
  }
  const { openRedisStore } = await import('./redis/index.ts')
  const { url, accountsUrl, commandTimeout } = settings
  return openRedisStore({
    url,
    commandTimeout,
    onTrouble,
    // The server waits for `settled` before an answer leaves, see web/settle.ts.
    overlapWrites: true,
    ...(accountsUrl === undefined ? {} : { accountsUrl }),
  })
}
