import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { activityKept } from '../../../src/accounts/activity.ts'
import { atOnce, type OpenStore } from './opener.ts'

/** What an account's owner may look at. */
export function activityContract(name: string, open: OpenStore): void {
  describe(`${name}: activity`, { concurrency: true }, () => {
    it('lists what was noted of one account, newest first', async (t) => {
      const { activity } = (await open(t)).store
      const [mine, other] = [randomUUID(), randomUUID()]
      const first = { at: 1, what: 'sign-in', session: 's', client: 'c', network: 'n', agent: 'a', acr: 'x' }
      await activity.note(mine, first)
      await activity.note(other, { at: 2, what: 'sign-in' })
      await activity.note(mine, { at: 3, what: 'password-changed' })
      assert.deepEqual(await activity.list(mine), [{ at: 3, what: 'password-changed' }, first])
      assert.deepEqual(await activity.list(randomUUID()), [])
    })

    it('forgets one account, and no other', async (t) => {
      const { activity } = (await open(t)).store
      const [mine, other] = [randomUUID(), randomUUID()]
      for (const account of [mine, mine, other]) await activity.note(account, { at: 1, what: 'sign-in' })
      await activity.forget(mine)
      assert.deepEqual(await activity.list(mine), [])
      assert.equal((await activity.list(other)).length, 1)
      await activity.forget(mine)
    })

    it('keeps the newest ones only, also when many come at once', async (t) => {
      const { activity } = (await open(t)).store
      const account = randomUUID()
      await atOnce(activityKept.entries + 20, (at) => activity.note(account, { at, what: 'sign-in' }))
      await activity.note(account, { at: 1000, what: 'last' })
      const entries = await activity.list(account)
      assert.equal(entries.length, activityKept.entries)
      assert.equal(entries[0]?.what, 'last')
    })
  })
}
