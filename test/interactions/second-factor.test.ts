import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSecondFactors } from '../../interactions/second-factor.ts'
import { embeddedStore } from '../accounts/embedded-store.ts'

const now = Date.UTC(2027, 0, 31, 9)
const at = now / 1000

test('a second factor is remembered for its account and browser, the newest one, as old as it is', async (t) => {
  const { pending } = await embeddedStore(t)
  const seconds = createSecondFactors(pending, () => now, 3600)
  await seconds.note('alice', 'here', { factor: 'sms', at: at - 100 })
  await seconds.note('alice', 'here', { factor: 'otp', at: at - 50 })
  assert.deepEqual(await seconds.last('alice', 'here'), { factor: 'otp', at: at - 50 })
  assert.equal(await seconds.last('alice', 'there'), undefined)
  assert.equal(await seconds.last('bob', 'here'), undefined)
})

test('what is older than a session may be, or no second factor at all, counts as none', async (t) => {
  const { pending } = await embeddedStore(t)
  const seconds = createSecondFactors(pending, () => now, 3600)
  const place = { account: 'alice', purpose: 'second-factor', browser: 'here' }
  for (const facts of [
    { factor: 'sms', at: String(at - 3600) },
    { factor: 'pwd', at: String(at) },
    { factor: 'sms', at: 'yesterday' },
    { factor: 'sms' },
    {},
  ]) {
    await pending.put(place, facts as Record<string, string>, 60_000)
    assert.equal(await seconds.last('alice', 'here'), undefined, JSON.stringify(facts))
  }
  await pending.put(place, { factor: 'sms', at: String(at - 3599) }, 60_000)
  assert.deepEqual(await seconds.last('alice', 'here'), { factor: 'sms', at: at - 3599 })
})
