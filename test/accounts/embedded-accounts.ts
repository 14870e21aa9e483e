import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { AccountStore } from '../../src/accounts/store.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'

/** An empty account store in a folder of its own; gone when the test is over. */
export async function embeddedAccounts(t: TestContext): Promise<AccountStore> {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-accounts-'))
  const store = await openEmbeddedStore({ directory })
  t.after(async () => {
    await store.close()
    await rm(directory, { recursive: true })
  })
  return store.accounts
}
