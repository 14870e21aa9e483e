import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { identifiersOf } from '../../src/accounts/identifier.ts'
import { embeddedStore } from '../accounts/embedded-store.ts'
import { type CrashingChange, changesThatCrash } from './crashing-changes.ts'
import { failing } from './failing-store.ts'

/** More calls than any change makes; a change that makes more is a mistake by itself. */
const mostCalls = 20

test('a crash at any step of any change leaves the old account or the new one, whole', async (t) => {
  for (const [name, change] of Object.entries(changesThatCrash)) {
    await t.test(name, (each) => crashEverywhere(each, change))
  }
})

async function crashEverywhere(t: TestContext, change: CrashingChange): Promise<void> {
  const store = await embeddedStore(t)
  const outcomes = new Set<string>()
  for (const when of ['before', 'after'] as const) {
    let reached = true
    for (let at = 1; reached; at += 1) {
      assert.ok(at < mostCalls)
      const before = change.account(`${when}${at}`)
      assert.deepEqual(await store.accounts.save(before, identifiersOf(before)), { saved: true })
      const killed = failing(store, at, when)
      await change.prepare?.(store, before)
      const problem = await change.run(killed.store, before).then(() => undefined, String)
      reached = killed.reached()
      if (reached && problem !== undefined) assert.match(problem, /killed/)
      const after = await store.accounts.find(before.id)
      assert.ok(after)
      if (change.isNew(after)) outcomes.add('new')
      else {
        outcomes.add('old')
        assert.deepEqual(after, before, `${when} call ${at}`)
        assert.ok(reached, 'a change that nothing stopped is made')
      }
      await makeUp(store, change, before)
    }
  }
  assert.deepEqual([...outcomes].sort(), ['new', 'old'])
}

/** Whatever the crash left, another try gets there, or finds it done. */
async function makeUp(
  store: Parameters<CrashingChange['run']>[0],
  change: CrashingChange,
  { id }: { readonly id: string },
): Promise<void> {
  const left = await store.accounts.find(id)
  assert.ok(left)
  if (change.isNew(left)) return
  await change.prepare?.(store, left)
  await change.run(store, left)
  const made = await store.accounts.find(id)
  assert.ok(made && change.isNew(made))
}
