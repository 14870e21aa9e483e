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
export function onBothStores(title: string, cases: (house: () => House) => void): Promise<void> {
  return onStores(title, ['embedded', 'Redis'], cases)
}

/** The same on the stores that are named. */
export async function onStores(
  title: string,
  wanted: readonly ('embedded' | 'Redis')[],
  cases: (house: () => House) => void,
): Promise<void> {
  const stores = (await bothStores()).filter(([name]) => wanted.some((each) => each === name))
  for (const [name, settings] of stores) {
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
