import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type House, openHouse, stores } from './house.ts'

function users({ directory }: House, text: string): Promise<void> {
  return writeFile(join(directory, 'users.toml'), text, { mode: 0o600 })
}

const bob = '[[user]]\nusername = "bob"\nnumber = "+94778888888"\nbackup_codes = "K7QM2XW4TP"\n'
const eve = '[[user]]\nusername = "eve"\n'
const nothing = { created: 0, changed: 0, unchanged: 0, disabled: 0, removed: 0, problems: [] }

for (const kind of stores) {
  describe(`users.toml by command on ${kind}`, () => {
    test('apply disables accounts whose entry is gone, --prune deletes them, and no others', async (t) => {
      const house = await openHouse(t, kind)
      await house.run('add own')
      await users(house, bob + eve)
      assert.deepEqual(await house.ask('apply'), { ...nothing, created: 2 })
      assert.equal((await house.ask('show bob')).backup_codes_left, 1)
      assert.deepEqual(await house.ask('apply'), { ...nothing, unchanged: 2 })
      await users(house, eve)
      assert.deepEqual(await house.ask('apply'), { ...nothing, unchanged: 1, disabled: 1 })
      assert.equal((await house.account('bob')).disabled, true)
      assert.deepEqual(await house.ask('apply --prune'), { ...nothing, unchanged: 1, removed: 1 })
      assert.equal(await house.store.accounts.findByIdentifier('bob'), undefined)
      assert.deepEqual((await house.run('list')).out.split('\n').filter(Boolean).length, 2)

      // The file is an explicit word: it may give the number of a removed account to somebody.
      await users(house, `${eve}number = "94778888888"\n`)
      assert.deepEqual(await house.ask('apply'), { ...nothing, changed: 1 })
    })

    test('an empty file drops nobody', async (t) => {
      const house = await openHouse(t, kind)
      await users(house, bob)
      await house.ask('apply')
      await users(house, '')
      const ran = await house.run('apply --prune')
      assert.deepEqual([ran.code, ran.errors.includes('names nobody')], [1, true])
      assert.equal((await house.account('bob')).disabled, undefined)
    })
  })
}
