import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { type Bounds, defaultBounds } from '../../../../interactions/sms-otp/failures.ts'
import type { ChallengeStore, Place, Verdict } from '../../../../interactions/sms-otp/ports.ts'
import { atOnce, type OpenStore, resolved } from '../opener.ts'
import { code, terms, typed } from './support.ts'

/** Short locks, so that a store with a real clock can wait for them. */
const bounds: Bounds = {
  perLock: 3,
  firstLock: 400,
  longestLock: 1000,
  ceiling: 8,
  slow: { failures: 1000, days: 30, triesADay: 5 },
}

/** The account's failure record: over challenges and browsers, past locks, up to the ceiling. */
export function failuresContract(name: string, open: OpenStore): void {
  describe(`${name}: challenges, the account's failures`, { concurrency: true }, () => {
    it('are counted over all challenges of the account, and lock them all', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const places = await Promise.all([1, 2, 3, 4].map(() => begin(challenges, account)))
      const [first, second, third, fourth] = places as [Place, Place, Place, Place]
      assert.deepEqual(await guess(challenges, first), { result: 'wrong', triesLeft: 4 })
      assert.deepEqual(await guess(challenges, second), { result: 'wrong', triesLeft: 4 })
      const last = await guess(challenges, third)
      assert.deepEqual(last, { result: 'wrong', triesLeft: 4, consequence: 'locked' })
      assert.deepEqual(await challenges.verify(fourth, typed('1'), bounds), { result: 'locked' })
      assert.equal((await challenges.view(fourth))?.triesLeft, 5)
      assert.equal((await challenges.view(fourth))?.barrier?.kind, 'locked')
    })

    it('behind a lock nothing is opened, resent or counted, and another account goes on', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const place = await begin(challenges, account)
      for (let wrong = 0; wrong < 3; wrong += 1) await guess(challenges, place)
      const elsewhere = { ...place, browser: randomUUID() }
      assert.deepEqual(await challenges.open(elsewhere, 'x', code('2'), terms), {
        opened: false,
        view: undefined,
      })
      const resend = await challenges.resend(place, code('2'), terms)
      assert.deepEqual([resend.admitted, resend.view?.barrier?.kind], [false, 'locked'])
      assert.equal((await challenges.barrier(account))?.kind, 'locked')
      assert.equal(await challenges.barrier(randomUUID()), undefined)
      assert.deepEqual(await challenges.verify(await begin(challenges, randomUUID()), typed('1'), bounds), {
        result: 'right',
      })
    })

    it('a lock ends by itself, resets nothing, and the next one is twice as long', async (t) => {
      const { store, pass } = await open(t)
      const { challenges } = store
      const account = randomUUID()
      const place = await begin(challenges, account)
      for (let wrong = 0; wrong < 3; wrong += 1) await guess(challenges, place)
      await pass(450)
      assert.equal(await challenges.barrier(account), undefined)
      const next = await begin(challenges, account)
      for (let wrong = 0; wrong < 3; wrong += 1) await guess(challenges, next)
      const barrier = await challenges.barrier(account)
      assert.ok(barrier?.kind === 'locked' && barrier.retryIn > 450 && barrier.retryIn <= 800)
    })

    it('100 parallel guesses in 20 browsers: no more are looked at than lock the account', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const places = await Promise.all(Array.from({ length: 20 }, () => begin(challenges, account)))
      const guesses = await atOnce(100, (index) => guess(challenges, places[index % 20] as Place))
      const results = resolved(guesses).map(({ result }) => result)
      assert.equal(results.filter((result) => result === 'wrong').length, 3)
      assert.equal(results.filter((result) => result === 'locked').length, 97)
    })

    it('success starts the count anew', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      for (let login = 0; login < 3; login += 1) {
        const place = await begin(challenges, account)
        for (let wrong = 0; wrong < 2; wrong += 1) await guess(challenges, place)
        assert.deepEqual(await challenges.verify(place, typed('1'), bounds), { result: 'right' })
      }
      assert.equal(await challenges.barrier(account), undefined)
    })

    it('an earlier message’s code costs a try, and the account nothing', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const place = await begin(challenges, account)
      await challenges.resend(place, code('2'), { ...terms, cooldowns: [0] })
      for (let old = 0; old < 4; old += 1) {
        assert.equal((await challenges.verify(place, typed('1'), bounds)).result, 'old')
      }
      assert.deepEqual(await challenges.verify(place, typed('2'), bounds), { result: 'right' })
    })

    it('at the ceiling the factor is disabled, however long one waits, until it is forgiven', async (t) => {
      const { store, pass } = await open(t)
      const { challenges } = store
      const account = randomUUID()
      const quick = { ...bounds, firstLock: 1, longestLock: 1 }
      let last: Verdict | undefined
      for (let wrong = 0; wrong < quick.ceiling; wrong += 1) {
        const place = await begin(challenges, account)
        last = await challenges.verify(place, typed('x'), quick)
        await pass(5)
      }
      assert.deepEqual(last, { result: 'wrong', triesLeft: 4, consequence: 'disabled' })
      await pass(1200)
      assert.deepEqual(await challenges.barrier(account), { kind: 'disabled' })
      await challenges.forgive(account)
      const place = await begin(challenges, account)
      assert.deepEqual(await challenges.verify(place, typed('1'), quick), { result: 'right' })
    })

    it('from so many failures on, success or not, only a few tries a day are left', async (t) => {
      const { challenges } = (await open(t)).store
      const account = randomUUID()
      const strict = { ...bounds, perLock: 1000, slow: { failures: 4, days: 30, triesADay: 2 } }
      for (let wrong = 0; wrong < 3; wrong += 1) {
        const place = await begin(challenges, account)
        assert.equal((await challenges.verify(place, typed('x'), strict)).result, 'wrong')
        assert.equal((await challenges.verify(place, typed('1'), strict)).result, 'right')
      }
      const verdict = await challenges.verify(await begin(challenges, account), typed('x'), strict)
      assert.deepEqual(verdict, { result: 'wrong', triesLeft: 4, consequence: 'slowed' })
      const barrier = await challenges.barrier(account)
      assert.ok(barrier?.kind === 'locked' && barrier.slow && barrier.retryIn <= 86_400_000)
    })
  })
}

/** A challenge of this account in a browser of its own, whose code is `1`. */
async function begin(store: ChallengeStore, account: string): Promise<Place> {
  const place = { account, purpose: 'login', browser: randomUUID() }
  await store.open(place, randomUUID(), code('1'), { ...terms, resends: 3 })
  return place
}

function guess(store: ChallengeStore, place: Place): Promise<Verdict> {
  return store.verify(place, typed('x'), bounds)
}

/** What only a clock that can be set shows: days and months. */
export function slowFailuresContract(name: string, open: OpenStore): void {
  it(`${name}: the slow count falls when its days are over, and waiting resets no streak`, async (t) => {
    const { store, pass } = await open(t)
    const { challenges } = store
    const day = 86_400_000
    const strict = { ...defaultBounds, perLock: 1000, slow: { failures: 4, days: 3, triesADay: 2 } }
    const account = randomUUID()
    const tries = async () => {
      for (let wrong = 0; ; wrong += 1) {
        if ((await challenges.barrier(account)) !== undefined) return wrong
        if (wrong === 10) return wrong
        await challenges.verify(await begin(challenges, account), typed('x'), strict)
      }
    }
    assert.equal(await tries(), 4)
    await pass(day)
    assert.equal(await tries(), 2)
    await pass(day)
    assert.equal(await tries(), 2)
    await pass(4 * day)
    assert.equal(await tries(), 4)
    await pass(400 * day)
    const ceiling = { ...strict, ceiling: 13 }
    const verdict = await challenges.verify(await begin(challenges, account), typed('x'), ceiling)
    assert.ok(verdict.result === 'wrong' && verdict.consequence === 'disabled')
  })
}
