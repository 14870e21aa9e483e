import { loadDeployment } from '../config/load.ts'
import type { DeploymentSettings, StoreSettings } from '../config/settings.ts'
import { openStore, openStoreBeside, type StoreNotices } from '../store/open.ts'
import type { Store } from '../store/store.ts'

/**
 * Does something with the store of a configuration, beside the server that may be running on it. Of the configuration
 * only `deployment.toml` is read, without its secrets: a mistake in another file, or a variable that this shell lacks,
 * must not keep an admin from the switch.
 *
 * @throws ConfigurationError, or one clear error when the store cannot be used
 */
export async function withStore<T>(
  directory: string,
  work: (store: Store, settings: DeploymentSettings) => Promise<T>,
): Promise<T> {
  const settings = await loadDeployment(directory)
  return besideServer(settings.store, (store) => work(store, settings))
}

/** Opens that store for the time of the work. */
export async function besideServer<T>(
  settings: StoreSettings,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return closing(await openStoreBeside(settings), work)
}

/**
 * Opens it as a server does, for work during which none may run.
 *
 * @throws when one has it, as far as that can be seen: several may share a Redis
 */
export async function inPlaceOfServer<T>(
  settings: StoreSettings,
  warn: StoreNotices['warn'],
  work: (store: Store) => Promise<T>,
): Promise<T> {
  return closing(await openStore(settings, { warn, trouble: () => {} }), work)
}

async function closing<T>(store: Store, work: (store: Store) => Promise<T>): Promise<T> {
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
