import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { movedFor } from '../../../src/store/store.ts'
import type { OpenStore } from './opener.ts'

/** What tabs that sign in side by side rely on (SES-01, SES-12). */
export function sessionMovesContract(name: string, open: OpenStore): void {
  describe(`${name}: a session that gets another id`, { concurrency: true }, () => {
    const payload = (jti: string, uid: string) => ({ iat: 1, exp: 2, jti, kind: 'Session', uid })

    it('leaves an old id that opens nothing, is known to have moved, and never comes back', async (t) => {
      const { store } = await open(t)
      const sessions = store.adapter('Session')
      const [old, next, uid] = [randomUUID(), randomUUID(), randomUUID()]
      await sessions.upsert(old, payload(old, uid), 60)
      assert.equal(await store.sessionMoves.hasMoved({}, old), false)
      await sessions.destroy(old)
      await sessions.upsert(next, payload(next, uid), 60)
      assert.equal(await store.sessionMoves.hasMoved({}, old), true)
      assert.equal(await store.sessionMoves.hasMoved({}, next), false)
      // A request that had it in hand meanwhile.
      await sessions.upsert(old, payload(old, uid), 60)
      assert.equal(await sessions.find(old), undefined)
      assert.equal((await sessions.findByUid(uid))?.jti, next)
    })

    it('was never there: nothing has moved', async (t) => {
      const { store } = await open(t)
      const id = randomUUID()
      await store.adapter('Session').destroy(id)
      assert.equal(await store.sessionMoves.hasMoved({}, id), false)
      await store.adapter('Session').upsert(id, payload(id, id), 60)
      assert.equal((await store.adapter('Session').find(id))?.jti, id)
    })

    it('is forgotten when no request of before can be under way any more', async (t) => {
      const { store, pass } = await open(t)
      const id = randomUUID()
      await store.adapter('Session').upsert(id, payload(id, id), 60)
      await store.adapter('Session').destroy(id)
      await pass(movedFor + 100)
      assert.equal(await store.sessionMoves.hasMoved({}, id), false)
    })
  })
}
