import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { begin, code, newPlace, terms, typed } from './support.ts'

/** A new challenge, and the one that a login begun again takes over. */
export function openingContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, opening`, { concurrency: true }, () => {
    it('a new challenge shows message 1 on its way, with typed numbers', async (t) => {
      const { challenges } = (await open(t)).store
      const place = newPlace()
      const { opened, view } = await challenges.open(place, 'first', code('1'), {
        ...terms,
        cooldowns: [30_000, 60_000],
      })
      assert.equal(opened, true)
      const { expiresIn, resendIn, ...rest } = view
      const expected = { id: 'first', message: 1, live: 1, delivery: 'sending', triesLeft: 5, resendsLeft: 3 }
      assert.deepEqual(rest, { ...expected, used: false })
      assert.ok(expiresIn > 50_000 && expiresIn <= 60_000, String(expiresIn))
      assert.ok(resendIn > 20_000 && resendIn <= 30_000, String(resendIn))
      assert.deepEqual((await challenges.view(place))?.id, 'first')
    })

    it('nothing is known of a place without a challenge', async (t) => {
      const { challenges } = (await open(t)).store
      const place = newPlace()
      assert.equal(await challenges.view(place), undefined)
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'gone' })
      assert.deepEqual(await challenges.resend(place, code('1'), terms), { admitted: false, view: undefined })
      await challenges.settle(place, 'nobody', 1, 'accepted')
      assert.equal(await challenges.view(place), undefined)
    })

    it('a login begun again takes the living challenge over: same code, tries and expiry', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('x'), defaultBounds)
      const again = await challenges.open(place, 'second', code('2'), terms)
      assert.equal(again.opened, false)
      assert.equal(again.view?.id, id)
      assert.equal(again.view?.triesLeft, 4)
      assert.equal((await challenges.verify(place, typed('2'), defaultBounds)).result, 'wrong')
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('20 parallel openings send one message', async (t) => {
      const { challenges } = (await open(t)).store
      const place = newPlace()
      const results = resolved(
        await atOnce(20, (i) => challenges.open(place, `id-${i}`, code(`${i}`), terms)),
      )
      assert.equal(results.length, 20)
      assert.equal(results.filter(({ opened }) => opened).length, 1)
      assert.equal(new Set(results.map(({ view }) => view?.id)).size, 1)
    })

    it('account, purpose and browser each make another place', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const elsewhere = [
        { ...place, account: randomUUID() },
        { ...place, purpose: 'step-up' },
        { ...place, browser: randomUUID() },
        { ...place, account: `${place.account}}:challenge:login` },
      ]
      for (const other of elsewhere) {
        assert.deepEqual(await challenges.verify(other, typed('1'), defaultBounds), { result: 'gone' })
        assert.equal((await challenges.open(other, randomUUID(), code('2'), terms)).opened, true)
      }
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a used place is free at once', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges, { cooldowns: [60_000] })
      await challenges.verify(place, typed('1'), defaultBounds)
      const { opened, view } = await challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([opened, view?.id, view?.used, view?.message], [true, 'second', false, 1])
      assert.deepEqual(await challenges.verify(place, typed('2'), defaultBounds), { result: 'right' })
    })

    it('beginning again is no way round the cooldown of a spent challenge', async (t) => {
      const { store, pass } = await open(t)
      const { place, id } = await begin(store.challenges, { tries: 1, cooldowns: [1500] })
      await store.challenges.verify(place, typed('x'), defaultBounds)
      const early = await store.challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([early.opened, early.view?.id, early.view?.triesLeft], [false, id, 0])
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'spent' })
      await pass(1600)
      const later = await store.challenges.open(place, 'third', code('3'), terms)
      assert.deepEqual([later.opened, later.view?.id, later.view?.triesLeft], [true, 'third', 5])
    })

    it('beginning again is no way round the cooldown of an expired challenge', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 200, cooldowns: [1500] })
      await pass(300)
      const early = await store.challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([early.opened, early.view?.expiresIn], [false, 0])
      await pass(1300)
      assert.equal((await store.challenges.open(place, 'third', code('3'), terms)).opened, true)
    })

    it('is gone when its keep is over', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 300, keep: 300 })
      await pass(700)
      assert.equal(await store.challenges.view(place), undefined)
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'gone' })
    })
  })
}
