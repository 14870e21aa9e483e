import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { newPlace } from './challenges/support.ts'
import { atOnce, type OpenStore, resolved } from './opener.ts'

/** What a change of more than one request relies on. */
export function pendingContract(name: string, open: OpenStore): void {
  describe(`${name}: what is pending`, { concurrency: true }, () => {
    it('is found in its own place, by nobody else, and as it was put', async (t) => {
      const { pending } = (await open(t)).store
      const place = newPlace()
      await pending.put(place, { number: '+94778888888', 'ключ {}:': 'Wért' }, 60_000)
      assert.deepEqual(await pending.look(place), { number: '+94778888888', 'ключ {}:': 'Wért' })
      for (const other of [{ account: 'x' }, { purpose: 'x' }, { browser: 'x' }]) {
        assert.equal(await pending.look({ ...place, ...other }), undefined)
        assert.equal(await pending.take({ ...place, ...other }), undefined)
      }
    })

    it('is replaced by what is put there later', async (t) => {
      const { pending } = (await open(t)).store
      const place = newPlace()
      await pending.put(place, { a: '1' }, 60_000)
      await pending.put(place, { b: '2' }, 60_000)
      assert.deepEqual(await pending.take(place), { b: '2' })
    })

    it('is taken by one of 20 callers', async (t) => {
      const { pending } = (await open(t)).store
      const place = newPlace()
      await pending.put(place, { once: 'yes' }, 60_000)
      const taken = resolved(await atOnce(20, () => pending.take(place)))
      assert.equal(taken.length, 20)
      assert.deepEqual(
        taken.filter((facts) => facts !== undefined),
        [{ once: 'yes' }],
      )
      assert.equal(await pending.look(place), undefined)
    })

    it('is forgotten with its account, whatever was put or taken before', async (t) => {
      const { store, pass } = await open(t)
      const { pending } = store
      const place = newPlace()
      const others = ['a', 'b', 'c'].map((purpose) => ({ ...place, purpose }))
      const strange = { ...place, account: newPlace().account }
      await pending.put(place, { short: 'life' }, 300)
      for (const each of [...others, strange]) await pending.put(each, { long: 'life' }, 60_000)
      await pass(350)
      await pending.put(place, { again: 'yes' }, 100)
      await pending.take({ ...place, purpose: 'a' })
      await pending.forget(place.account)
      for (const each of [place, ...others]) assert.equal(await pending.look(each), undefined)
      assert.deepEqual(await pending.look(strange), { long: 'life' })
    })

    it('is gone when its time is over', async (t) => {
      const { store, pass } = await open(t)
      const place = newPlace()
      await store.pending.put(place, { short: 'life' }, 300)
      assert.ok(await store.pending.look(place))
      await pass(350)
      assert.equal(await store.pending.look(place), undefined)
      assert.equal(await store.pending.take(place), undefined)
    })
  })
}
