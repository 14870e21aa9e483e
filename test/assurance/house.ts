import { after, before, describe } from 'node:test'
import { openStoreBeside } from '../../src/store/open.ts'
import type { Store } from '../../src/store/store.ts'
import { bothStores } from '../login/second/stores.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { createStates, furnish } from './states.ts'

/** What the cases of a suite share: a server, its store from beside, and browsers in any state. */
export interface House {
  readonly server: TestServer
  readonly store: Store
  readonly inState: ReturnType<typeof createStates>
}

/** The same suite on each store. The house stands when the first case runs, not before. */
export async function onBothStores(title: string, cases: (house: () => House) => void): Promise<void> {
  for (const [name, settings] of await bothStores()) {
    describe(`${title}, on the ${name} store`, () => {
      let built: House | undefined
      before(async () => {
        const own = settings === undefined ? {} : { store: settings }
        const server = await startLatchkey({ ...own, change: furnish })
        const store = await openStoreBeside(server.settings.store)
        built = { server, store, inState: createStates(server, store) }
      })
      after(async () => {
        await built?.store.close()
        await built?.server.close()
      })
      cases(() => {
        if (built === undefined) throw new Error('the house stands when the first case runs')
        return built
      })
    })
  }
}
