import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { AccountStore } from '../../src/accounts/store.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import type { Store } from '../../src/store/store.ts'

/** A store in a folder of the test's own, gone with it. */
export async function embeddedStore(t: TestContext): Promise<Store> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
  const store = await openEmbeddedStore({ directory })
  t.after(async () => {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  })
  return store
}

/** Its accounts alone. */
export async function embeddedAccounts(t: TestContext): Promise<AccountStore> {
  return (await embeddedStore(t)).accounts
}
