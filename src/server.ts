import { createPasswords } from './accounts/password.ts'
import { assemble } from './assembly/application.ts'
import { type Configuration, keepConfiguration, type Reloaded } from './assembly/configuration.ts'
import { createOperations } from './assembly/operations.ts'
import { applyUsers } from './assembly/users.ts'
import { withAccountPages } from './config/account-client.ts'
import type { Loaded } from './config/load.ts'
import type { Settings } from './config/settings.ts'
import { createSender } from './sms/sender.ts'
import { shareGateways } from './sms/shared-gateways.ts'
import { openStore } from './store/open.ts'
import type { Store } from './store/store.ts'
import { listen, urlOf } from './web/listen.ts'
import { stopInOrder } from './web/stop.ts'

export interface RunningServer {
  /** Where it listens, such as http://127.0.0.1:3000. */
  readonly url: string
  /** Takes over what `load` says now; see Configuration. */
  reload(): Promise<Reloaded>
  /** Writes down an error that nobody caught. */
  uncaught(error: unknown): void
  /** Stops taking requests, finishes those under way, closes gateways and store. */
  close(): Promise<void>
}

/** How long requests under way may take to finish when the server stops; with what is closed then, 25 seconds. Milliseconds. */
const drain = 24_000

/**
 * Composition root: the one place that opens every connection.
 *
 * @param load reads the configuration anew, for a reload
 * @throws with one clear message when a client is invalid, the store is not to be had or an address is taken
 */
export async function startServer(
  given: Settings,
  load: () => Promise<Pick<Loaded, 'settings' | 'warnings'>> = async () => ({
    settings: given,
    warnings: [],
  }),
): Promise<RunningServer> {
  const settings = withAccountPages(given)
  const operations = await createOperations(settings)
  const { log } = operations
  const opened = await openStore(settings.store, {
    warn: (message) => log.warn(message),
    trouble: (error) => log.warn({ err: error }, 'store trouble'),
  })
  const store = operations.watch(opened)
  const passwords = createPasswords(settings.passwords)
  const open = shareGateways(operations.onResult)
  let configuration: Configuration | undefined
  const shut = async () => {
    await configuration?.close()
    await store.close()
    await operations.close()
  }
  try {
    configuration = await keepConfiguration(settings, {
      ...operations,
      async load() {
        const { settings: fresh, warnings } = await load()
        return { settings: withAccountPages(fresh), warnings }
      },
      connect: ({ gateways }) => createSender({ gateways, open, onResult: operations.onResult }),
      build: async (next, sender) =>
        (await assemble(next, { ...operations, store, sender, passwords })).callback(),
      apply: (next) => applyUsers(next, store, passwords.derive, log),
    })
    return await serve(settings, configuration, operations, { store, shut })
  } catch (error) {
    await shut()
    throw error
  }
}

/** Listens, for those who ask after its health first. */
async function serve(
  { server: { host, port } }: Settings,
  configuration: Configuration,
  operations: Awaited<ReturnType<typeof createOperations>>,
  { store, shut }: { readonly store: Store; shut(): Promise<void> },
): Promise<RunningServer> {
  const watched = await operations.serve(listen, { store, configuration })
  try {
    const server = await listen(configuration.listener, host, port, 'the provider')
    return {
      url: urlOf(server),
      reload: configuration.reload,
      uncaught: (error) => operations.log.fatal({ err: error }, 'nobody caught this: the server leaves'),
      async close() {
        configuration.freeze()
        await stopInOrder(server, { drain, shut, ...watched })
      },
    }
  } catch (error) {
    await watched?.last()
    throw error
  }
}
