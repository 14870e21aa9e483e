import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { wait } from './support.ts'

/** Waits that grow with each failure. */
export function waitsContract(name: string, open: OpenStore): void {
  describe(`${name}: growing waits`, { concurrency: true }, () => {
    it('100 parallel tries: the free ones and the one that begins the first wait', async (t) => {
      const { waits } = (await open(t)).store.limits
      const one = wait({ free: 5, firstSeconds: 60, longestSeconds: 60, forgetSeconds: 120 })
      const results = resolved(await atOnce(100, () => waits.attempt([one])))
      assert.equal(results.filter(({ admitted }) => admitted).length, 6)
      const refused = await waits.attempt([one])
      assert.ok(!refused.admitted && refused.by === 'pair')
      assert.ok(refused.retryIn > 50_000 && refused.retryIn <= 60_000)
    })

    it('while one runs none is counted, and each is twice as long, up to the longest', async (t) => {
      const { store, pass } = await open(t)
      const { waits } = store.limits
      const [strict, lenient] = [wait({ name: 'pair', free: 0 }), wait({ name: 'name', free: 3 })]
      const both = [strict, lenient]
      assert.ok((await waits.attempt(both)).admitted)
      for (let refused = 0; refused < 5; refused += 1) assert.ok(!(await waits.attempt(both)).admitted)
      await pass(1050)
      assert.ok((await waits.attempt(both)).admitted)
      const second = await waits.attempt(both)
      assert.ok(!second.admitted && second.retryIn > 1000 && second.retryIn <= 2000)
      await pass(2050)
      assert.ok((await waits.attempt(both)).admitted)
      const third = await waits.attempt(both)
      assert.ok(!third.admitted && third.retryIn <= 2000)
      assert.ok((await waits.attempt([lenient])).admitted, 'three of its free failures')
    })

    it('a dry try is answered alike and counts nothing', async (t) => {
      const { waits } = (await open(t)).store.limits
      const [one, hidden] = [
        wait({ free: 0, firstSeconds: 60, longestSeconds: 60 }),
        wait({ name: 'name', free: 0 }),
      ]
      const dry = () => waits.attempt([one], [hidden], { dry: true })
      for (let tries = 0; tries < 3; tries += 1)
        assert.deepEqual(await dry(), { admitted: true, blind: false })
      await waits.attempt([hidden])
      assert.deepEqual(await dry(), { admitted: true, blind: true })
      await waits.attempt([one])
      const refused = await dry()
      assert.ok(!refused.admitted && refused.by === 'pair' && refused.retryIn > 50_000)
    })

    it('a try that is taken back leaves no trace of its own, and what is cleared starts anew', async (t) => {
      const { waits } = (await open(t)).store.limits
      const [pair, named] = [wait({ name: 'pair', free: 1 }), wait({ name: 'name', free: 1 })]
      await waits.attempt([pair, named])
      await waits.attempt([pair, named])
      assert.ok(!(await waits.attempt([pair])).admitted)
      await waits.takeBack([pair, named], [pair])
      assert.ok((await waits.attempt([pair])).admitted)
      assert.ok((await waits.attempt([named])).admitted)
      assert.ok(!(await waits.attempt([named])).admitted)
      assert.ok((await waits.attempt([pair])).admitted)
    })

    it('a wait behind the others is never named: while it runs the others count on, and the try is blind', async (t) => {
      const { store, pass } = await open(t)
      const { waits } = store.limits
      const hidden = wait({ name: 'name', free: 1 })
      const [one, other] = [wait({ free: 2 }), wait({ free: 2 })]
      const blind = async (seen: typeof one) => {
        const attempt = await waits.attempt([seen], [hidden])
        return attempt.admitted && attempt.blind
      }
      assert.deepEqual([await blind(one), await blind(one)], [false, false])
      assert.deepEqual([await blind(other), await blind(other), await blind(other)], [true, true, true])
      assert.ok(!(await waits.attempt([other], [hidden])).admitted)
      await pass(1050)
      assert.equal(await blind(one), false, 'blind tries began no wait')
    })

    it('all is forgotten some time after the last failure', async (t) => {
      const { store, pass } = await open(t)
      const { waits } = store.limits
      const one = wait({ free: 0, firstSeconds: 1, longestSeconds: 1, forgetSeconds: 2 })
      await waits.attempt([one])
      await pass(2100)
      assert.ok((await waits.attempt([{ ...one, free: 1 }])).admitted)
      assert.ok((await waits.attempt([{ ...one, free: 2 }])).admitted)
    })
  })
}
