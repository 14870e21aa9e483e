import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { begin, code, terms, typed } from './support.ts'

/** Counting, comparing and using up. */
export function verifyingContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, verifying`, { concurrency: true }, () => {
    it('50 parallel right codes: exactly one succeeds, the others learn that it was used', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const results = resolved(await atOnce(50, () => challenges.verify(place, typed('1'), defaultBounds)))
      assert.equal(results.filter(({ result }) => result === 'right').length, 1)
      assert.equal(results.filter(({ result }) => result === 'used').length, 49)
    })

    it('50 parallel wrong codes: five are looked at, and then even the right one fails', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const results = resolved(
        await atOnce(50, (i) => challenges.verify(place, typed(`x${i}`), defaultBounds)),
      )
      const wrong = results.flatMap((verdict) => (verdict.result === 'wrong' ? [verdict.triesLeft] : []))
      assert.deepEqual(wrong.sort(), [0, 1, 2, 3, 4])
      assert.equal(results.filter(({ result }) => result === 'spent').length, 45)
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'spent' })
      assert.equal((await challenges.view(place))?.triesLeft, 0)
    })

    it('a right code on the last try still counts', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges, { tries: 2 })
      assert.deepEqual(await challenges.verify(place, typed('x'), defaultBounds), {
        result: 'wrong',
        triesLeft: 1,
      })
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a code is compared under the key that sealed it and no other', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const swapped = { k0: 'digest-of-1', k2: 'digest-of-1' }
      assert.equal((await challenges.verify(place, swapped, defaultBounds)).result, 'wrong')
      assert.equal((await challenges.verify(place, {}, defaultBounds)).result, 'wrong')
      assert.equal((await challenges.verify(place, typed('1'), defaultBounds)).result, 'right')
    })

    it('counts until its expiry and not after it, and an expired code costs no try', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 1500 })
      await pass(500)
      assert.deepEqual(await store.challenges.verify(place, typed('x'), defaultBounds), {
        result: 'wrong',
        triesLeft: 4,
      })
      await pass(1100)
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'expired' })
      const view = await store.challenges.view(place)
      assert.deepEqual([view?.triesLeft, view?.expiresIn], [4, 0])
    })

    it('after success a small tombstone answers, without any digest and without a second success', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('1'), defaultBounds)
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'used' })
      const view = await challenges.view(place)
      assert.deepEqual([view?.id, view?.used, view?.expiresIn], [id, true, 0])
      const resend = await challenges.resend(place, code('2'), terms)
      assert.deepEqual([resend.admitted, resend.view?.used], [false, true])
      await challenges.settle(place, id, 1, 'refused')
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'used' })
    })

    it('the tombstone goes when keep is over', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { keep: 500 })
      await store.challenges.verify(place, typed('1'), defaultBounds)
      await pass(700)
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'gone' })
    })
  })
}
