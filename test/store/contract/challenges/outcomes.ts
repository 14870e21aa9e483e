import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import type { OpenStore } from '../opener.ts'
import { begin, code, terms, typed } from './support.ts'

/** What a gateway said of a message, and what it changes. */
export function outcomesContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, what became of a message`, { concurrency: true }, () => {
    it('what the gateway said is shown, and said once', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.settle(place, id, 1, 'accepted')
      assert.equal((await challenges.view(place))?.delivery, 'accepted')
      await challenges.settle(place, id, 1, 'refused')
      assert.equal((await challenges.view(place))?.delivery, 'accepted')
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a send without an answer becomes unknown by itself; its code still counts', async (t) => {
      const { store, pass } = await open(t)
      const { place } = await begin(store.challenges, { sendDeadline: 300 })
      await pass(400)
      assert.equal((await store.challenges.view(place))?.delivery, 'unknown')
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a refused resend is given back, and the message before it counts again with its own tries', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.verify(place, typed('x'), defaultBounds)
      await challenges.resend(place, code('2'), terms)
      await challenges.settle(place, id, 2, 'refused')
      const view = await challenges.view(place)
      assert.deepEqual(
        [view?.message, view?.live, view?.delivery, view?.triesLeft, view?.resendsLeft],
        [2, 1, 'refused', 4, 3],
      )
      assert.deepEqual(await challenges.verify(place, typed('2'), defaultBounds), {
        result: 'wrong',
        triesLeft: 3,
      })
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a message revived by a refusal keeps its own expiry', async (t) => {
      const { store, pass } = await open(t)
      const { place, id } = await begin(store.challenges, { lifetime: 400 })
      await store.challenges.resend(place, code('2'), terms)
      await pass(500)
      await store.challenges.settle(place, id, 2, 'refused')
      assert.deepEqual(await store.challenges.verify(place, typed('1'), defaultBounds), { result: 'expired' })
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
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), {
        result: 'old',
        triesLeft: 4,
        live: 4,
      })
    })

    it('a refused first message leaves no code: whatever is typed answers expired and costs nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.settle(place, id, 1, 'refused')
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'expired' })
      const view = await challenges.view(place)
      const shown = [view?.delivery, view?.live, view?.expiresIn, view?.triesLeft, view?.resendsLeft]
      assert.deepEqual(shown, ['refused', 1, 0, 5, 3])
      await challenges.resend(place, code('2'), terms)
      assert.deepEqual(await challenges.verify(place, typed('2'), defaultBounds), { result: 'right' })
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
      assert.deepEqual(await challenges.verify(place, typed('2'), defaultBounds), { result: 'right' })
    })
  })
}
