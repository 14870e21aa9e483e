import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { ChallengeStore, Place, SealedCode, Terms } from '../../../../interactions/sms-otp/ports.ts'

/** Cooldowns are over when a test does not care about them; lives are long enough for the slowest machine. */
export const terms: Terms = {
  lifetime: 60_000,
  tries: 5,
  resends: 3,
  cooldowns: [0],
  sendDeadline: 30_000,
  keep: 60_000,
}

export function code(value: string): SealedCode {
  return { kid: 'k1', digest: `digest-of-${value}` }
}

export function typed(value: string): Record<string, string> {
  return { k1: `digest-of-${value}`, k0: 'digest-under-an-older-key' }
}

export function newPlace(): Place {
  return { account: randomUUID(), purpose: 'login', browser: randomUUID() }
}

/** Opens a challenge whose code is `1` in a place of its own. */
export async function begin(
  store: ChallengeStore,
  more: Partial<Terms> = {},
): Promise<{ place: Place; id: string }> {
  const place = newPlace()
  const { view } = await store.open(place, randomUUID(), code('1'), { ...terms, ...more })
  assert.ok(view)
  return { place, id: view.id }
}
