import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import type { Receipt, Settlement } from '../../../../interactions/sms-otp/ports.ts'
import type { OpenStore } from '../opener.ts'
import { begin, code, terms, typed } from './support.ts'

/** What a receipt changes: the delivery of the newest message, and nothing else. */
export function receiptsContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, receipts`, { concurrency: true }, () => {
    it('a receipt is the last word on a message that may have been sent, and arrived is never taken back', async (t) => {
      const { challenges } = (await open(t)).store
      const cases: [Settlement | undefined, Receipt[], string][] = [
        [undefined, ['arrived'], 'arrived'],
        ['accepted', ['arrived'], 'arrived'],
        ['unknown', ['undelivered'], 'undelivered'],
        ['accepted', ['undelivered', 'arrived'], 'arrived'],
        ['accepted', ['arrived', 'undelivered'], 'arrived'],
        ['refused', ['arrived'], 'refused'],
        ['refused', ['undelivered'], 'refused'],
      ]
      for (const [outcome, receipts, shown] of cases) {
        const { place, id } = await begin(challenges)
        if (outcome !== undefined) await challenges.settle(place, id, 1, outcome)
        for (const receipt of receipts) await challenges.receive(place, id, 1, receipt)
        assert.equal((await challenges.view(place))?.delivery, shown, `${outcome} ${receipts}`)
      }
    })

    it('a gateway that answers after the receipt does not undo it', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.receive(place, id, 1, 'arrived')
      await challenges.settle(place, id, 1, 'refused')
      assert.equal((await challenges.view(place))?.delivery, 'arrived')
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a receipt touches neither code, tries, resends nor expiry', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges, { cooldowns: [60_000] })
      await challenges.verify(place, typed('x'), defaultBounds)
      await challenges.settle(place, id, 1, 'accepted')
      const before = await challenges.view(place)
      await challenges.receive(place, id, 1, 'undelivered')
      const after = await challenges.view(place)
      assert.ok(before && after)
      const { delivery, expiresIn, resendIn, ...rest } = after
      assert.equal(delivery, 'undelivered')
      assert.deepEqual(
        [rest.live, rest.triesLeft, rest.resendsLeft],
        [before.live, before.triesLeft, before.resendsLeft],
      )
      assert.ok(before.expiresIn - expiresIn < 10_000 && before.resendIn - resendIn < 10_000)
      assert.deepEqual(await challenges.verify(place, typed('1'), defaultBounds), { result: 'right' })
    })

    it('a receipt for an older message, a replaced or used challenge, or nobody changes nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges)
      await challenges.resend(place, code('2'), terms)
      await challenges.receive(place, id, 1, 'undelivered')
      await challenges.receive(place, 'replaced', 2, 'undelivered')
      await challenges.receive({ ...place, browser: 'nobody' }, id, 2, 'undelivered')
      assert.equal((await challenges.view(place))?.delivery, 'sending')
      await challenges.verify(place, typed('2'), defaultBounds)
      await challenges.receive(place, id, 2, 'arrived')
      assert.equal((await challenges.view(place))?.delivery, 'sending')
    })

    it('a resend is told the gateways of earlier messages, each once, but of those that arrived', async (t) => {
      const { challenges } = (await open(t)).store
      const { place, id } = await begin(challenges, { resends: 9 })
      const again = async (value: string) =>
        (await challenges.resend(place, code(value), { ...terms, resends: 9 })).view?.avoid
      assert.equal((await challenges.view(place))?.avoid, undefined)
      await challenges.settle(place, id, 1, 'accepted', 'one')
      await challenges.receive(place, id, 1, 'arrived')
      assert.equal(await again('2'), undefined)
      await challenges.settle(place, id, 2, 'accepted', 'one')
      assert.deepEqual(await again('3'), ['one'])
      await challenges.settle(place, id, 3, 'refused', 'two')
      assert.deepEqual(await again('4'), ['one', 'two'])
      await challenges.settle(place, id, 4, 'unknown', 'one')
      assert.deepEqual(await again('5'), ['one', 'two'])
      assert.deepEqual((await challenges.view(place))?.avoid, ['one', 'two'])
    })
  })
}
