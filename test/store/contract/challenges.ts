import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import type { ChallengeStore, Place, SealedCode, Terms } from '../../../interactions/sms-otp/ports.ts'
import { atOnce, type OpenStore, resolved } from './opener.ts'

/** Cooldowns are over when a test does not care about them; lives are long enough for the slowest machine. */
const terms: Terms = {
  lifetime: 60_000,
  tries: 5,
  resends: 3,
  cooldowns: [0],
  sendDeadline: 30_000,
  keep: 60_000,
}

const code = (value: string): SealedCode => ({ kid: 'k1', digest: `digest-of-${value}` })
const typed = (value: string) => ({ k1: `digest-of-${value}`, k0: 'digest-under-an-older-key' })
const newPlace = (): Place => ({ account: randomUUID(), purpose: 'login', browser: randomUUID() })

/** The rules of challenges; the port's own sentences, one test each. */
export function challengesContract(name: string, open: OpenStore): void {
  const begin = async (store: ChallengeStore, more: Partial<Terms> = {}) => {
    const place = newPlace()
    const { view } = await store.open(place, randomUUID(), code('1'), { ...terms, ...more })
    return { place, id: view.id }
  }

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
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'gone' })
      assert.deepEqual(await challenges.resend(place, code('1'), terms), { admitted: false, view: undefined })
      await challenges.settle(place, 'nobody', 1, 'accepted')
      assert.equal(await challenges.view(place), undefined)
    })

    it('a login begun again takes the living challenge over: same code, tries and expiry', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('x'))
      const again = await challenges.open(place, 'second', code('2'), terms)
      assert.equal(again.opened, false)
      assert.equal(again.view.id, id)
      assert.equal(again.view.triesLeft, 4)
      assert.equal((await challenges.verify(place, typed('2'))).result, 'wrong')
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('20 parallel openings send one message', async (t) => {
      const { challenges } = (await open(t)).store
      const place = newPlace()
      const results = resolved(
        await atOnce(20, (i) => challenges.open(place, `id-${i}`, code(`${i}`), terms)),
      )
      assert.equal(results.length, 20)
      assert.equal(results.filter(({ opened }) => opened).length, 1)
      assert.equal(new Set(results.map(({ view }) => view.id)).size, 1)
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
        assert.deepEqual(await challenges.verify(other, typed('1')), { result: 'gone' })
        assert.equal((await challenges.open(other, randomUUID(), code('2'), terms)).opened, true)
      }
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('a used place is free at once', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges, { cooldowns: [60_000] })
      await challenges.verify(place, typed('1'))
      const { opened, view } = await challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([opened, view.id, view.used, view.message], [true, 'second', false, 1])
      assert.deepEqual(await challenges.verify(place, typed('2')), { result: 'right' })
    })

    it('beginning again is no way round the cooldown of a spent challenge', async (t) => {
      const { store, pass } = await open(t)
      const { place, id } = await begin(store.challenges, { tries: 1, cooldowns: [1500] })
      await store.challenges.verify(place, typed('x'))
      const early = await store.challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([early.opened, early.view.id, early.view.triesLeft], [false, id, 0])
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'spent' })
      await pass(1600)
      const later = await store.challenges.open(place, 'third', code('3'), terms)
      assert.deepEqual([later.opened, later.view.id, later.view.triesLeft], [true, 'third', 5])
    })

    it('beginning again is no way round the cooldown of an expired challenge', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 200, cooldowns: [1500] })
      await pass(300)
      const early = await store.challenges.open(place, 'second', code('2'), terms)
      assert.deepEqual([early.opened, early.view.expiresIn], [false, 0])
      await pass(1300)
      assert.equal((await store.challenges.open(place, 'third', code('3'), terms)).opened, true)
    })

    it('is gone when its keep is over', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 300, keep: 300 })
      await pass(700)
      assert.equal(await store.challenges.view(place), undefined)
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'gone' })
    })
  })

  describe(`${name}: challenges, verifying`, { concurrency: true }, () => {
    it('50 parallel right codes: exactly one succeeds, the others learn that it was used', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const results = resolved(await atOnce(50, () => challenges.verify(place, typed('1'))))
      assert.equal(results.filter(({ result }) => result === 'right').length, 1)
      assert.equal(results.filter(({ result }) => result === 'used').length, 49)
    })

    it('50 parallel wrong codes: five are looked at, and then even the right one fails', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const results = resolved(await atOnce(50, (i) => challenges.verify(place, typed(`x${i}`))))
      const wrong = results.flatMap((verdict) => (verdict.result === 'wrong' ? [verdict.triesLeft] : []))
      assert.deepEqual(wrong.sort(), [0, 1, 2, 3, 4])
      assert.equal(results.filter(({ result }) => result === 'spent').length, 45)
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'spent' })
      assert.equal((await challenges.view(place))?.triesLeft, 0)
    })

    it('a right code on the last try still counts', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges, { tries: 2 })
      assert.deepEqual(await challenges.verify(place, typed('x')), { result: 'wrong', triesLeft: 1 })
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('a code is compared under the key that sealed it and no other', async (t) => {
      const { challenges } = (await open(t)).store
      const { place } = await begin(challenges)
      const swapped = { k0: 'digest-of-1', k2: 'digest-of-1' }
      assert.equal((await challenges.verify(place, swapped)).result, 'wrong')
      assert.equal((await challenges.verify(place, {})).result, 'wrong')
      assert.equal((await challenges.verify(place, typed('1'))).result, 'right')
    })

    it('counts until its expiry and not after it, and an expired code costs no try', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { lifetime: 1500 })
      await pass(500)
      assert.deepEqual(await store.challenges.verify(place, typed('x')), { result: 'wrong', triesLeft: 4 })
      await pass(1100)
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'expired' })
      const view = await store.challenges.view(place)
      assert.deepEqual([view?.triesLeft, view?.expiresIn], [4, 0])
    })

    it('after success a small tombstone answers, without any digest and without a second success', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('1'))
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'used' })
      const view = await challenges.view(place)
      assert.deepEqual([view?.id, view?.used, view?.expiresIn], [id, true, 0])
      const resend = await challenges.resend(place, code('2'), terms)
      assert.deepEqual([resend.admitted, resend.view?.used], [false, true])
      await challenges.settle(place, id, 1, 'refused')
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'used' })
    })

    it('the tombstone goes when keep is over', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { keep: 500 })
      await store.challenges.verify(place, typed('1'))
      await pass(700)
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'gone' })
    })
  })

  describe(`${name}: challenges, resending`, { concurrency: true }, () => {
    it('a resend kills the older code at once; typing it costs a try and names the message to use', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      const { admitted, view } = await challenges.resend(place, code('2'), terms)
      assert.equal(admitted, true)
      assert.deepEqual([view?.id, view?.message, view?.live, view?.resendsLeft], [id, 2, 2, 2])
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'old', triesLeft: 4, live: 2 })
      assert.deepEqual(await challenges.verify(place, typed('x')), { result: 'wrong', triesLeft: 3 })
      assert.deepEqual(await challenges.verify(place, typed('2')), { result: 'right' })
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
      assert.deepEqual(await challenges.verify(place, typed('4')), { result: 'right' })
    })

    it('a resend helps after expiry and after the last try', async (t) => {
      const { store, pass } = await open(t)
      const spent = await begin(store.challenges, { tries: 1 })
      await store.challenges.verify(spent.place, typed('x'))
      await store.challenges.resend(spent.place, code('2'), terms)
      assert.deepEqual(await store.challenges.verify(spent.place, typed('2')), { result: 'right' })
      const expired = await begin(store.challenges, { lifetime: 200 })
      await pass(300)
      await store.challenges.resend(expired.place, code('2'), terms)
      assert.deepEqual(await store.challenges.verify(expired.place, typed('2')), { result: 'right' })
    })
  })

  describe(`${name}: challenges, what became of a message`, { concurrency: true }, () => {
    it('what the gateway said is shown, and said once', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.settle(place, id, 1, 'accepted')
      assert.equal((await challenges.view(place))?.delivery, 'accepted')
      await challenges.settle(place, id, 1, 'refused')
      assert.equal((await challenges.view(place))?.delivery, 'accepted')
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('a send without an answer becomes unknown by itself; its code still counts', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { sendDeadline: 300 })
      await pass(400)
      assert.equal((await store.challenges.view(place))?.delivery, 'unknown')
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('a refused resend is given back, and the message before it counts again with its own tries', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('x'))
      await challenges.resend(place, code('2'), terms)
      await challenges.settle(place, id, 2, 'refused')
      const view = await challenges.view(place)
      assert.deepEqual(
        [view?.message, view?.live, view?.delivery, view?.triesLeft, view?.resendsLeft],
        [2, 1, 'refused', 4, 3],
      )
      assert.deepEqual(await challenges.verify(place, typed('2')), { result: 'wrong', triesLeft: 3 })
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'right' })
    })

    it('a message revived by a refusal keeps its own expiry', async (t) => {
      const { store, pass } = await open(t)
      const { place, id } = await begin(store.challenges, { lifetime: 400 })
      await store.challenges.resend(place, code('2'), terms)
      await pass(500)
      await store.challenges.settle(place, id, 2, 'refused')
      assert.deepEqual(await store.challenges.verify(place, typed('1')), { result: 'expired' })
    })

    it('two refused resends lead back to the first message, and numbers are never given twice', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      for (const message of [2, 3]) {
        await challenges.resend(place, code(String(message)), terms)
        await challenges.settle(place, id, message, 'refused')
      }
      const view = await challenges.view(place)
      assert.deepEqual([view?.message, view?.live, view?.resendsLeft], [3, 1, 3])
      assert.equal((await challenges.resend(place, code('4'), terms)).view?.message, 4)
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'old', triesLeft: 4, live: 4 })
    })

    it('a refused first message leaves no code: whatever is typed answers expired and costs nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.settle(place, id, 1, 'refused')
      assert.deepEqual(await challenges.verify(place, typed('1')), { result: 'expired' })
      const view = await challenges.view(place)
      const shown = [view?.delivery, view?.live, view?.expiresIn, view?.triesLeft, view?.resendsLeft]
      assert.deepEqual(shown, ['refused', 1, 0, 5, 3])
      await challenges.resend(place, code('2'), terms)
      assert.deepEqual(await challenges.verify(place, typed('2')), { result: 'right' })
    })

    it('a refused first message is replaced after its cooldown and not before', async (t) => {
      const { store, pass } = await open(t)
      const { place, id } = await begin(store.challenges, { cooldowns: [1500] })
      await store.challenges.settle(place, id, 1, 'refused')
      assert.equal((await store.challenges.open(place, 'second', code('2'), terms)).opened, false)
      await pass(1600)
      assert.equal((await store.challenges.open(place, 'third', code('3'), terms)).opened, true)
    })

    it('an answer for an older message or a replaced challenge changes nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.resend(place, code('2'), terms)
      await challenges.settle(place, id, 1, 'refused')
      await challenges.settle(place, 'replaced', 2, 'refused')
      const view = await challenges.view(place)
      assert.deepEqual([view?.delivery, view?.live, view?.resendsLeft], ['sending', 2, 2])
      assert.deepEqual(await challenges.verify(place, typed('2')), { result: 'right' })
    })
  })
}
