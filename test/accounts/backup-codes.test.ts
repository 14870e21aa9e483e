import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { backupCodesLeft, newSalt, sealBackupCodes } from '../../src/accounts/backup/set.ts'
import { drawBackupCode, drawBackupCodes, readBackupCode, setSize } from '../../src/accounts/backup/text.ts'
import { useBackupCode } from '../../src/accounts/backup/use.ts'
import { createPasswords } from '../../src/accounts/password.ts'
import { openEmbeddedStore } from '../../src/store/embedded/index.ts'

const { derive } = createPasswords()
const key = (kid: string) => ({ kid, key: kid.repeat(32) })

/** An account with a set of codes, and what it takes to use one. */
async function houseWith(t: TestContext, codes: readonly string[], expiresAt?: number) {
  const directory = await mkdtemp(join(tmpdir(), 'latchkey-backup-'))
  const clock = { now: 1_800_000_000_000 }
  const store = await openEmbeddedStore({ directory, clock: () => clock.now })
  t.after(async () => {
    await store.close()
    await rm(directory, { recursive: true, force: true })
  })
  const salt = newSalt()
  const sealed = await sealBackupCodes(codes, salt, [key('old')], derive)
  const account = {
    id: 'a',
    version: 1,
    username: 'a',
    createdAt: 0,
    updatedAt: 0,
    backupCodes: {
      salt,
      codes: sealed.map((code) => ({ ...code, ...(expiresAt && { expiresAt }) })),
      used: [],
    },
  }
  await store.accounts.save(account, ['a'])
  const events: string[] = []
  const options = {
    accounts: store.accounts,
    failures: store.challenges,
    keys: [key('new'), key('old')],
    derive,
    clock: () => clock.now,
    audit: ({ event, outcome }: { event: string; outcome: string }) =>
      void events.push(`${event} ${outcome}`),
  }
  return { store, clock, events, use: (typed: string, id = 'a') => useBackupCode(options, id, typed) }
}

test('a set is ten codes of fifty bits, from symbols nobody mistakes', () => {
  const codes = drawBackupCodes()
  assert.equal(codes.length, setSize)
  assert.equal(new Set(codes).size, setSize)
  for (const code of [...codes, drawBackupCode()]) assert.match(code, /^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/)
})

test('a code is read with or without its hyphen, in any case, and as one code only', () => {
  assert.equal(readBackupCode(' 7kq2m-xw4tp '), '7KQ2MXW4TP')
  assert.equal(readBackupCode('7KQ2M XW4TP'), '7KQ2MXW4TP')
  for (const no of [
    '',
    '  ',
    '123456,654321',
    '1234;',
    'é12345',
    '7KQ2Mſ',
    'ıııııı',
    'ß',
    'x'.repeat(65),
    '1'.repeat(500),
  ]) {
    assert.equal(readBackupCode(no), undefined, no)
  }
})

test('a code is used once, whole, and under a key that is no longer the first', async (t) => {
  const { use, store, events } = await houseWith(t, ['7KQ2MXW4TP', '123456'])
  for (const near of ['7KQ2M', 'XW4TP', '7KQ2MXW4T', '7KQ2MXW4TPX', '7KQ2MXW4TP123456', '123457']) {
    assert.deepEqual(await use(near), { result: 'wrong' }, near)
  }
  assert.deepEqual(await use('7KQ2MXW4TP, 123456'), { result: 'malformed' })
  const right = await use('7kq2m-xw4tp')
  assert.ok(right.result === 'right' && right.left === 1)
  assert.deepEqual(await use('7kq2m-xw4tp'), { result: 'used' })
  assert.equal((await store.accounts.find('a'))?.backupCodes?.used.length, 1)
  assert.ok(events.includes('backup-code.verify right'))
  assert.ok(!JSON.stringify(events).includes('7KQ2M'))
})

test('of 9 at once that type the same code one comes in', async (t) => {
  const { use } = await houseWith(t, ['7KQ2MXW4TP'])
  const used = await Promise.all(Array.from({ length: 9 }, () => use('7KQ2MXW4TP')))
  assert.deepEqual(used.map(({ result }) => result).sort(), ['right', ...Array(8).fill('used')])
})

test('wrong ones are counted before they are compared, and lock', async (t) => {
  const { use } = await houseWith(t, ['7KQ2MXW4TP'])
  const used = await Promise.all(Array.from({ length: 30 }, () => use('WRONG')))
  assert.equal(used.filter(({ result }) => result === 'wrong').length, 10)
  const locked = await use('7KQ2MXW4TP')
  assert.ok(locked.result === 'locked' && locked.barrier.kind === 'locked')
})

test('a bypass ends with its time', async (t) => {
  const { use, clock, store } = await houseWith(t, ['7KQ2MXW4TP'], 1_800_000_060_000)
  const account = await store.accounts.find('a')
  assert.ok(account)
  assert.equal(backupCodesLeft(account, clock.now), 1)
  clock.now += 60_000
  assert.equal(backupCodesLeft(account, clock.now), 0)
  assert.deepEqual(await use('7KQ2MXW4TP'), { result: 'wrong' })
})

test('nobody, and an account without codes, have none that is right', async (t) => {
  const { use, store } = await houseWith(t, [])
  assert.deepEqual(await use('7KQ2MXW4TP', 'nobody'), { result: 'wrong' })
  const bare = { id: 'b', version: 1, username: 'b', createdAt: 0, updatedAt: 0 }
  await store.accounts.save(bare, ['b'])
  assert.deepEqual(await use('7KQ2MXW4TP', 'b'), { result: 'wrong' })
})
