import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { type Bounds, type CountedTry, defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import type { Attempted } from '../../../../interactions/sms-otp/ports.ts'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { code, newPlace, terms, typed } from './support.ts'

const bounds: Bounds = { ...defaultBounds, perLock: 3, ceiling: 5 }
const unlocked: Bounds = { ...bounds, perLock: 1000 }

/** Doors whose proof is compared outside the store share the account's failure record with codes. */
export function doorsContract(name: string, open: OpenStore): void {
  describe(`${name}: other doors, the account's failures`, { concurrency: true }, () => {
    it('a try is counted before it is compared, together with wrong codes', async (t) => {
      const { challenges } = (await open(t)).store
      const place = newPlace()
      await challenges.open(place, randomUUID(), code('1'), terms)
      await challenges.verify(place, typed('x'), bounds)
      assert.equal(
        countedIn(await challenges.attempt(place.account, 'backup', bounds)).consequence,
        undefined,
      )
      assert.equal(countedIn(await challenges.attempt(place.account, 'backup', bounds)).consequence, 'locked')
      const third = await challenges.attempt(place.account, 'backup', bounds)
      assert.ok('barrier' in third && third.barrier.kind === 'locked')
      assert.deepEqual(await challenges.verify(place, typed('1'), bounds), { result: 'locked' })
    })

    it('a try that was right was no failure: its lock, its streak and its day are taken back', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      await challenges.attempt(account, 'backup', bounds)
      await challenges.attempt(account, 'backup', bounds)
      const right = countedIn(await challenges.attempt(account, 'backup', bounds))
      assert.equal(right.consequence, 'locked')
      await challenges.succeed(account, right)
      assert.equal(await challenges.barrier(account, 'backup'), undefined)
      const again = await challenges.attempt(account, 'backup', bounds)
      assert.equal(countedIn(again).consequence, undefined, 'the streak is over')
      const days = { ...unlocked, slow: { failures: 4, days: 30, triesADay: 1 } }
      assert.equal(countedIn(await challenges.attempt(account, 'backup', days)).consequence, 'slowed')
    })

    it('a lock that somebody else began meanwhile stays', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      await challenges.attempt(account, 'sms', bounds)
      const right = countedIn(await challenges.attempt(account, 'backup', bounds))
      await challenges.attempt(account, 'sms', bounds)
      await challenges.succeed(account, right)
      assert.equal((await challenges.barrier(account))?.kind, 'locked')
    })

    it('one factor is disabled by its own streak, and the other one goes on', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      let last: CountedTry | undefined
      for (let wrong = 0; wrong < bounds.ceiling; wrong += 1) {
        last = countedIn(await challenges.attempt(account, 'sms', unlocked))
      }
      assert.equal(last?.consequence, 'disabled')
      assert.deepEqual(await challenges.barrier(account), { kind: 'disabled' })
      assert.equal(await challenges.barrier(account, 'backup'), undefined)
      const backup = countedIn(await challenges.attempt(account, 'backup', unlocked))
      await challenges.succeed(account, backup)
      assert.deepEqual(
        await challenges.barrier(account, 'sms'),
        { kind: 'disabled' },
        'success clears no other',
      )
      await challenges.forgive(account, 'backup')
      assert.deepEqual(await challenges.barrier(account, 'sms'), { kind: 'disabled' })
      await challenges.forgive(account, 'sms')
      assert.equal(await challenges.barrier(account, 'sms'), undefined)
    })

    it('a right try that would have been one too many disables nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      for (let wrong = 1; wrong < bounds.ceiling; wrong += 1) {
        await challenges.attempt(account, 'backup', unlocked)
      }
      const right = countedIn(await challenges.attempt(account, 'backup', unlocked))
      assert.equal(right.consequence, 'disabled')
      await challenges.succeed(account, right)
      assert.equal(await challenges.barrier(account, 'backup'), undefined)
    })

    it('of 50 tries at once no more are admitted than lock the account', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const tries = resolved(await atOnce(50, () => challenges.attempt(account, 'backup', bounds)))
      assert.equal(tries.filter((one) => 'counted' in one).length, 3)
      assert.equal(tries.filter((one) => 'barrier' in one).length, 47)
    })
  })
}

function countedIn(attempted: Attempted): CountedTry {
  assert.ok('counted' in attempted)
  return attempted.counted
}
