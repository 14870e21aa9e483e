import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { begin, code, terms, typed } from './support.ts'

/** Further messages, and which code counts then. */
export function resendingContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, resending`, { concurrency: true }, () => {
    it('a resend kills the older code at once; typing it costs a try and names the message to use', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      const { admitted, view } = await challenges.resend(place, code('2'), terms)
      assert.equal(admitted, true)
      assert.deepEqual([view?.id, view?.message, view?.live, view?.resendsLeft], [id, 2, 2, 2])
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), {
        result: 'old',
        triesLeft: 4,
        live: 2,
      })
      assert.deepEqual(await challenges.verify(place, typed('x'), defaultBounds), {
        result: 'wrong',
        triesLeft: 3,
      })
      assert.deepEqual(await challenges.verify(place, typed('2'), defaultBounds), { result: 'right' })
    })

    it('50 parallel resends: one is admitted', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges, { cooldowns: [0, 60_000] })
      const cooled = { ...terms, cooldowns: [0, 60_000] }
      const results = resolved(await atOnce(50, (i) => challenges.resend(place, code(`r${i}`), cooled)))
      assert.equal(results.length, 50)
      assert.equal(results.filter(({ admitted }) => admitted).length, 1)
      assert.equal((await challenges.view(place))?.message, 2)
    })

    it('waits for the cooldown of its turn, the last one repeating', async (t) => {
      const { store, pass } = await open(t)
      const cooled = { ...terms, cooldowns: [1000, 2000] }
      const { place } = await begin(store.challenges, cooled)
      const early = await store.challenges.resend(place, code('2'), cooled)
      assert.equal(early.admitted, false)
      assert.ok(early.view && early.view.resendIn > 0 && early.view.resendIn <= 1000)
      await pass(1100)
      const second = await store.challenges.resend(place, code('2'), cooled)
      assert.ok(second.admitted && second.view && second.view.resendIn > 1000)
      await pass(2100)
      const third = await store.challenges.resend(place, code('3'), cooled)
      assert.ok(third.admitted && third.view && third.view.resendIn > 1000, 'the last cooldown repeats')
    })

    it('stops when no resends are left', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      for (const value of ['2', '3', '4']) {
        assert.equal((await challenges.resend(place, code(value), terms)).admitted, true)
      }
      const { admitted, view } = await challenges.resend(place, code('5'), terms)
      assert.deepEqual([admitted, view?.resendsLeft, view?.message], [false, 0, 4])
      assert.deepEqual(await challenges.verify(place, typed('4'), defaultBounds), { result: 'right' })
    })

    it('a resend helps after expiry and after the last try', async (t) => {
      const { store, pass } = await open(t)
      const spent = await begin(store.challenges, { tries: 1 })
      await store.challenges.verify(spent.place, typed('x'), defaultBounds)
      await store.challenges.resend(spent.place, code('2'), terms)
      assert.deepEqual(await store.challenges.verify(spent.place, typed('2'), defaultBounds), {
        result: 'right',
      })
      const expired = await begin(store.challenges, { lifetime: 200 })
      await pass(300)
      await store.challenges.resend(expired.place, code('2'), terms)
      assert.deepEqual(await store.challenges.verify(expired.place, typed('2'), defaultBounds), {
        result: 'right',
      })
    })
  })
}
