import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createProofs } from '../../src/account-pages/proofs.ts'
import type { AccountVisit } from '../../src/account-pages/visit.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'

test('a proof dies in five minutes, and is of no use to another session, browser, number or change', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
  let now = 1_000_000
  const store = await openEmbeddedStore({ directory, clock: () => now })
  t.after(async () => {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  })
  const proofs = createProofs(store.pending)
  const visit = (uid: string, browser: string, number?: string) =>
    ({ account: { id: 'a1', number }, session: { uid }, browser }) as unknown as AccountVisit
  const mine = visit('s1', 'b1')
  await proofs.make(mine, 'number', 'sms')
  assert.equal(await proofs.take(mine, 'opt-out'), undefined)
  assert.equal(await proofs.take(visit('s1', 'b2'), 'number'), undefined)
  assert.equal(await proofs.has(visit('s2', 'b1'), 'number'), false)
  assert.equal(
    await proofs.has(visit('s1', 'b1', '+94778888888'), 'number'),
    false,
    'the owner has another phone',
  )
  now += 299_000
  assert.equal(await proofs.has(mine, 'number'), true)
  assert.equal(await proofs.take(mine, 'number'), 'sms')
  assert.equal(await proofs.take(mine, 'number'), undefined)
  await proofs.make(mine, 'number', 'backup')
  now += 300_000
  assert.equal(await proofs.take(mine, 'number'), undefined)
})
