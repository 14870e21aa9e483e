import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { useBackupCode } from '../../../src/accounts/backup/use.ts'
import { createPasswords } from '../../../src/accounts/password.ts'
import { namedKey } from '../../../src/config/secrets.ts'
import { type House, openHouse, stores } from './house.ts'

async function use({ store, codeKey, account }: House, typed: string, clock = Date.now): Promise<string> {
  const { derive } = createPasswords()
  const keys = [namedKey(codeKey)]
  const { accounts, challenges: failures } = store
  const { id } = await account('bob')
  return (await useBackupCode({ accounts, failures, keys, derive, clock, audit: () => {} }, id, typed)).result
}

for (const kind of stores) {
  describe(`backup codes by command on ${kind}`, () => {
    test('generated ones are printed once, work once, and replace those before', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add bob')
      const first = (await house.ask('backup-codes bob --generate')).codes as string[]
      const second = (await house.ask('backup-codes bob --generate')).codes as string[]
      assert.equal(new Set([...first, ...second]).size, 20)
      assert.ok(!JSON.stringify(await house.account('bob')).includes(second[0] ?? ''))
      assert.equal(await use(house, first[0] ?? ''), 'wrong')
      assert.equal(await use(house, second[0] ?? ''), 'right')
      assert.equal((await house.ask('backup-codes bob')).left, 9)
      assert.equal((await house.ask('backup-codes bob --clear')).left, 0)
      assert.equal(await use(house, second[1] ?? ''), 'wrong')
    })

    test('an admin sets several, short ones only knowingly, and a used one does not come back', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add bob')
      const refused = await house.run('backup-codes bob --set -', '123456, 654321')
      assert.deepEqual([refused.code, refused.errors.includes('--allow-short-codes')], [1, true])
      assert.ok(!/123456|654321/.test(refused.errors))
      const file = join(house.directory, 'codes.txt')
      await writeFile(file, '123456,654321\n')
      const set = await house.ask(`backup-codes bob --set ${file} --allow-short-codes`)
      assert.equal(set.left, 2)
      assert.equal(await use(house, '123456654321'), 'wrong')
      assert.equal(await use(house, '654321'), 'right')
      const again = await house.ask('backup-codes bob --set - --allow-short-codes', '123456\n654321\n')
      assert.equal(again.left, 1)
      assert.notEqual(await use(house, '654321'), 'right')
      assert.equal(await use(house, '123456'), 'right')
    })

    test('a bypass works once beside the codes there are, until its time is over', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add bob')
      const codes = (await house.ask('backup-codes bob --generate')).codes as string[]
      const first = String((await house.ask('bypass bob')).code)
      const late = String((await house.ask('bypass bob --hours 1')).code)
      assert.equal(await use(house, first), 'right')
      assert.notEqual(await use(house, first), 'right')
      assert.notEqual(await use(house, late, () => Date.now() + 3_600_001), 'right')
      assert.equal(await use(house, codes[3] ?? ''), 'right')
      assert.equal(await use(house, late), 'right')
    })
  })
}

test('what makes no sense together or is no code is refused', async (t) => {
  const { run } = await openHouse(t, 'embedded')
  await run('add bob')
  assert.equal((await run('backup-codes bob --generate --clear')).code, 2)
  assert.equal((await run('bypass bob --hours 1000')).code, 2)
  assert.match((await run('backup-codes bob --set -', '')).errors, /No code was given/)
  assert.match((await run('backup-codes bob --set -', 'ABCDEFGHJK,no!code')).errors, /number 2 of the list/)
  assert.match((await run('backup-codes bob --set /nowhere/at/all')).errors, /cannot be read/)
})
