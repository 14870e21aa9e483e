import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Watch } from '../../../../src/limits/ports.ts'
import type { Store } from '../../../../src/store/store.ts'
import type { OpenStore } from '../opener.ts'
import { trail, watch } from './support.ts'

type Spend = Store['limits']['spend']

async function note(spend: Spend, one: Watch, sent: number, verified: number): Promise<void> {
  for (let login = 0; login < sent; login += 1) await spend.note([one], 'sent')
  for (let login = 0; login < verified; login += 1) await spend.note([one], 'verified')
}

const charge = (spend: Spend, one: Watch) => spend.charge({ budgets: [], watches: [one] })

/** Logins that were sent a message against those whose code was right; by a clock that can be set. */
export function watchesContract(name: string, open: OpenStore): void {
  describe(`${name}: conversion`, () => {
    it('closes below the ratio, once enough logins are old enough, and opens when they are forgotten', async (t) => {
      const { store, pass } = await open(t)
      const { spend } = store.limits
      const [bad, good] = [watch({ graceSeconds: 300 }), watch({ graceSeconds: 300 })]
      await note(spend, bad, 30, 3)
      await note(spend, good, 30, 20)
      assert.ok((await charge(spend, bad)).allowed, 'nobody had the time to type yet')
      await pass(11 * 60_000)
      const refused = await charge(spend, bad)
      assert.ok(!refused.allowed && refused.by === 'block')
      assert.ok(refused.retryIn > 0 && refused.retryIn <= 3_900_000)
      assert.ok((await charge(spend, good)).allowed)
      await pass(refused.retryIn + 1)
      assert.ok((await charge(spend, bad)).allowed)
    })

    it('notes within a trail only while that has a use left', async (t) => {
      const { store, pass } = await open(t)
      const { spend } = store.limits
      const [bad, mine] = [watch({ minimum: 3 }), trail({ windows: [{ limit: 2, seconds: 3600 }] })]
      for (let login = 0; login < 5; login += 1) await spend.note([bad], 'sent', mine)
      await pass(11 * 60_000)
      assert.ok((await charge(spend, bad)).allowed, 'two of the five are counted')
      const left = await spend.charge({ budgets: [mine], watches: [] }, { dry: true })
      assert.equal(left.allowed, false)
      await spend.note([bad], 'sent', trail({ windows: [{ limit: 1, seconds: 3600 }] }))
      await pass(11 * 60_000)
      assert.ok(!(await charge(spend, bad)).allowed, 'somebody else is the third')
    })

    it('below the minimum nothing closes, and a message nobody took is no login', async (t) => {
      const { store, pass } = await open(t)
      const { spend } = store.limits
      const few = watch({ minimum: 20 })
      await note(spend, few, 19, 0)
      await pass(11 * 60_000)
      assert.ok((await charge(spend, few)).allowed)
      assert.ok((await charge(spend, watch())).allowed)
    })
  })
}
