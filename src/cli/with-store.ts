import { loadSettings } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { openStoreBeside } from '../store/open.ts'
import type { Store } from '../store/store.ts'

/** Whoever only counts and clears needs no keys, and may not be allowed to read them. */
const additions = { secrets: { signingKeys: [], cookieKeys: [], codeKeys: [] } }

/**
 * Does something with the store of a configuration, beside the server that may be running on it.
 *
 * @param options.secrets true for what is kept under a key of the server
 * @throws ConfigurationError, or one clear error when the store cannot be used
 */
export async function withStore<T>(
  directory: string,
  work: (store: Store, settings: Settings) => Promise<T>,
  options: { readonly secrets?: boolean } = {},
): Promise<T> {
  const mode =
    options.secrets === true ? ({ mode: 'serve' } as const) : ({ mode: 'demo', additions } as const)
  const { settings } = await loadSettings({ directory, ...mode })
  const store = await openStoreBeside(settings.store)
  try {
    return await work(store, settings)
  } finally {
    await store.close()
  }
}
