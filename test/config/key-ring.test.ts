import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  KeyRefusal,
  type KeyRing,
  type KeyStep,
  promoted,
  retired,
  signs,
} from '../../src/config/key-ring.ts'

const ring: KeyRing = [
  { kty: 'EC', kid: 'old', alg: 'ES256' },
  { kty: 'RSA', kid: 'rsa', alg: 'RS256' },
  { kty: 'EC', kid: 'new', alg: 'ES256' },
]
const all = ['old', 'rsa', 'new']
const at = (now: number, inForce: readonly string[] | undefined = all): KeyStep => ({
  now,
  wait: 100,
  inForce,
})
const names = (keys: KeyRing) => keys.map(({ kid }) => kid)

function refusal(work: () => unknown): KeyRefusal {
  try {
    work()
  } catch (error) {
    if (error instanceof KeyRefusal) return error
    throw error
  }
  return assert.fail('not refused')
}

/** What waiting leaves behind: the ring as the refusal wants it kept. */
const kept = (work: () => unknown): KeyRing => refusal(work).ring ?? assert.fail('nothing noted')

test('a key is published before it signs, for as long as clients keep the set', () => {
  assert.match(
    refusal(() => promoted(ring, 'new', at(1000, ['old', 'rsa']))).message,
    /new is not in force yet/,
  )
  const seen = kept(() => promoted(ring, 'new', at(1000)))
  assert.match(refusal(() => promoted(seen, 'new', at(1099))).message, /not yet: .* 1970-01-01T00:18 UTC/)
  const next = promoted(seen, 'new', at(1100))
  assert.deepEqual(names(next), ['new', 'old', 'rsa'])
  assert.ok(next.every((key) => key.seen_at === undefined))
  assert.deepEqual(
    next.map((key) => signs(next, key)),
    [true, false, true],
  )
})

test('asking again does not begin the wait anew', () => {
  const seen = kept(() => promoted(ring, 'new', at(1000)))
  assert.deepEqual(
    kept(() => promoted(seen, 'new', at(1050))),
    seen,
  )
})

test('a key is taken out when no server signs with it and all it signed is over', () => {
  const next = promoted(
    kept(() => promoted(ring, 'new', at(0))),
    'new',
    at(100),
  )
  assert.match(refusal(() => retired(next, 'old', at(100))).message, /old is still the one in use/)
  const order = ['new', 'old', 'rsa']
  const seen = kept(() => retired(next, 'old', at(200, order)))
  assert.match(refusal(() => retired(seen, 'old', at(299, order))).message, /not yet/)
  assert.deepEqual(names(retired(seen, 'old', at(300, order))), ['new', 'rsa'])
})

test('the time before it signed does not count as the time since it signed', () => {
  const seen = kept(() => promoted(ring, 'new', at(0)))
  const next = promoted(seen, 'new', at(100))
  const back = promoted(
    kept(() => promoted(next, 'old', at(100))),
    'old',
    at(200),
  )
  assert.match(refusal(() => retired(back, 'new', at(10_000, ['old', 'rsa', 'new']))).message, /not yet/)
})

test('the key that signs is neither promoted nor taken out, the last of its algorithm included', () => {
  for (const kid of ['old', 'rsa']) {
    assert.match(refusal(() => retired(ring, kid, at(9e9))).message, /promote another key first/)
    assert.match(refusal(() => promoted(ring, kid, at(9e9))).message, /is the one that signs/)
  }
  assert.match(
    refusal(() => retired(ring, 'nobody', at(0))).message,
    /no key is called nobody; there are old, rsa, new/,
  )
})

test('who has looked at the issuer waits just as long', () => {
  const seen = kept(() => promoted(ring, 'new', { now: 0, wait: 100, inForce: undefined }))
  assert.match(
    refusal(() => promoted(seen, 'new', { now: 99, wait: 100, inForce: undefined })).message,
    /not yet/,
  )
})
