import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { unlockUser } from '../../src/cli/user-unlock.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'
import { configuration } from '../config/support.ts'

const deployment = '[server]\nissuer = "https://login.example.com"\n[store]\ndirectory = "data"\n'

const strict = {
  perLock: 2,
  firstLock: 60_000,
  longestLock: 60_000,
  ceiling: 4,
  slow: { failures: 100, days: 30, triesADay: 5 },
}
const terms = { lifetime: 60_000, tries: 9, resends: 0, cooldowns: [0], sendDeadline: 1000, keep: 1000 }

test('unlock clears the record and the mark of an account, beside the server that runs on the store', async (t) => {
  const directory = await configuration(t, { 'deployment.toml': deployment })
  const store = await openEmbeddedStore({ directory: join(directory, 'data') })
  t.after(() => store.close())
  const id = 'account-1'
  const account = {
    id,
    version: 1,
    username: 'Bob',
    disabledFactors: ['sms' as const],
    createdAt: 0,
    updatedAt: 0,
  }
  await store.accounts.save(account, ['bob'])
  const place = { account: id, purpose: 'login', browser: 'b' }
  await store.challenges.open(place, 'c', { kid: 'k', digest: 'd' }, terms)
  for (let wrong = 0; wrong < 2; wrong += 1) await store.challenges.verify(place, { k: 'x' }, strict)
  assert.equal((await store.challenges.barrier(id))?.kind, 'locked')

  let printed = ''
  const run = (user: string) => unlockUser({ user, directory, out: { write: (text) => (printed += text) } })
  assert.equal(await run(' BOB '), 0)
  assert.equal(printed, 'Bob was locked; wrong codes are counted from 0 again.\n')
  assert.equal(await store.challenges.barrier(id), undefined)
  assert.equal((await store.accounts.find(id))?.disabledFactors, undefined)
  assert.equal(await run('nobody'), 1)
})
