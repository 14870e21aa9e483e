import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { chargeOf, tally, trail } from './support.ts'

/** Budgets of messages, and the switch that stops them all. */
export function spendContract(name: string, open: OpenStore): void {
  describe(`${name}: what messages are counted by`, { concurrency: true }, () => {
    it('50 parallel charges: as many as the tightest budget admits, the others name it', async (t) => {
      const { spend } = (await open(t)).store.limits
      const charge = chargeOf(tally({ limit: 7 }), trail({ windows: [{ limit: 4, seconds: 60 }] }))
      const results = resolved(await atOnce(50, () => spend.charge(charge)))
      assert.equal(results.filter(({ allowed }) => allowed).length, 4)
      const refused = results.flatMap((result) => (result.allowed ? [] : [result.by]))
      assert.deepEqual(new Set(refused), new Set(['number']))
      assert.deepEqual(await spend.used(charge.budgets.filter((one) => one.kind === 'tally')), [4])
    })

    it('all budgets or none: a refusal takes nothing from the others', async (t) => {
      const { spend } = (await open(t)).store.limits
      const [spent, open_] = [tally({ name: 'client', limit: 0 }), tally({ name: 'global' })]
      const refused = await spend.charge(chargeOf(open_, spent))
      assert.ok(!refused.allowed && refused.by === 'client')
      assert.ok(refused.retryIn > 0 && refused.retryIn <= 86_400_000)
      assert.deepEqual(await spend.used([open_, spent]), [0, 0])
    })

    it('says what is left, in order, and which tallies are nearly spent', async (t) => {
      const { spend } = (await open(t)).store.limits
      const charge = chargeOf(
        tally({ limit: 5 }),
        trail(),
        tally({ name: 'money', limit: 1000, amount: 850 }),
      )
      const result = await spend.charge(charge)
      assert.ok(result.allowed)
      assert.deepEqual(
        result.left.map(({ name: of, left }) => [of, left]),
        [
          ['country', 4],
          ['number', 1],
          ['money', 150],
        ],
      )
      assert.deepEqual(result.low, ['money'])
    })

    it('a dry charge answers the same and takes nothing', async (t) => {
      const { spend } = (await open(t)).store.limits
      const charge = chargeOf(tally({ limit: 1 }), trail({ windows: [{ limit: 1, seconds: 60 }] }))
      for (let time = 0; time < 3; time += 1) {
        assert.ok((await spend.charge(charge, { dry: true })).allowed)
      }
      assert.ok((await spend.charge(charge)).allowed)
      assert.ok(!(await spend.charge(charge, { dry: true })).allowed)
    })

    it('what is given back can be taken again, and never becomes more than was taken', async (t) => {
      const { spend } = (await open(t)).store.limits
      const money = tally({ name: 'money', limit: 100, amount: 60 })
      const taken = await spend.charge(chargeOf(money))
      assert.ok(taken.allowed)
      assert.ok(!(await spend.charge(chargeOf(money))).allowed)
      await spend.giveBack([money], taken.at)
      await spend.giveBack([money], taken.at)
      assert.deepEqual(await spend.used([money]), [0])
      assert.ok((await spend.charge(chargeOf(money))).allowed)
    })

    it('what was taken in a period that is over is not given back in the next one', async (t) => {
      const { spend } = (await open(t)).store.limits
      const both = (['day', 'month'] as const).map((period) => tally({ name: 'money', period, amount: 2 }))
      const taken = await spend.charge(chargeOf(...both))
      assert.ok(taken.allowed)
      await spend.giveBack(both, taken.at - 86_400_000)
      assert.equal((await spend.used(both))[0], 2)
      await spend.giveBack(both, taken.at - 31 * 86_400_000)
      assert.equal((await spend.used(both))[0], 2)
      await spend.giveBack(both, taken.at)
      assert.deepEqual(await spend.used(both), [0, 0])
    })

    it('uses of a trail keep their distance, longer each time, with a second of slack', async (t) => {
      const { store, pass } = await open(t)
      const { spend } = store.limits
      const charge = chargeOf(trail({ gaps: [2, 3], windows: [{ limit: 9, seconds: 60 }] }))
      assert.ok((await spend.charge(charge)).allowed)
      const early = await spend.charge(charge)
      assert.ok(!early.allowed && early.retryIn > 0 && early.retryIn <= 2000, JSON.stringify(early))
      await pass(2000)
      assert.ok((await spend.charge(charge)).allowed)
      await pass(1000)
      assert.ok(!(await spend.charge(charge)).allowed)
      await pass(2000)
      assert.ok((await spend.charge(charge)).allowed)
    })

    it('a trail’s window slides: a use counts until it is as old as the window', async (t) => {
      const { store, pass } = await open(t)
      const { spend } = store.limits
      const charge = chargeOf(trail({ windows: [{ limit: 2, seconds: 4 }] }))
      assert.ok((await spend.charge(charge)).allowed)
      await pass(2000)
      assert.ok((await spend.charge(charge)).allowed)
      const full = await spend.charge(charge)
      assert.ok(!full.allowed && full.retryIn > 0 && full.retryIn <= 2000, JSON.stringify(full))
      await pass(2100)
      assert.ok((await spend.charge(charge)).allowed)
      assert.ok(!(await spend.charge(charge)).allowed)
    })

    it('names and subjects with separators in them do not meet', async (t) => {
      const { spend } = (await open(t)).store.limits
      const one = tally({ name: 'a:b', subject: 'c', limit: 1 })
      const other = { ...one, name: 'a', subject: 'b:c' }
      assert.ok((await spend.charge(chargeOf(one))).allowed)
      assert.ok((await spend.charge(chargeOf(other))).allowed)
    })
  })

  // Not at once with the others: it stops them all.
  it(`${name}: the switch stops every charge until it is taken back, and says why and since when`, async (t) => {
    const { spend } = (await open(t)).store.limits
    const charge = chargeOf(tally())
    assert.equal(await spend.stopped(), undefined)
    await spend.stop('the bill')
    try {
      const refused = await spend.charge(charge)
      assert.ok(!refused.allowed)
      assert.deepEqual([refused.by, refused.retryIn], ['stopped', 0])
      const stopped = await spend.stopped()
      assert.equal(stopped?.reason, 'the bill')
      assert.ok(Number.isSafeInteger(stopped?.at))
    } finally {
      await spend.start()
    }
    assert.equal(await spend.stopped(), undefined)
    assert.ok((await spend.charge(charge)).allowed)
  })
}
