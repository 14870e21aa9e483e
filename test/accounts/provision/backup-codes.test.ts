import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setBackupCodes } from '../../../src/accounts/admin/backup-codes.ts'
import { backupCodesLeft, digestsOf, withoutCode } from '../../../src/accounts/backup/set.ts'
import { changeAccount } from '../../../src/accounts/change.ts'
import { createPasswords } from '../../../src/accounts/password.ts'
import { provision } from '../../../src/accounts/provision.ts'
import type { AccountStore } from '../../../src/accounts/store.ts'
import type { UserEntry } from '../../../src/accounts/user-entry.ts'
import { embeddedAccounts } from '../embedded-store.ts'
import { get } from './support.ts'

const [old, young] = [
  { kid: 'old', key: 'o'.repeat(43) },
  { kid: 'young', key: 'y'.repeat(43) },
]
const { derive } = createPasswords()
const clock = () => 1000

/** Applies one entry, and says how many slow hashes that took. */
async function apply(accounts: AccountStore, entry: UserEntry, keys = [old]): Promise<number> {
  let hashes = 0
  const sealing = {
    keys,
    derive: (secret: Buffer, salt: Buffer) => {
      hashes += 1
      return derive(secret, salt)
    },
  }
  const { problems } = await provision({ accounts, entries: [entry], clock, newId: () => 'bob-id', sealing })
  assert.deepEqual(problems, [])
  return hashes
}

/** True when the code was there to be used, and now is no more. */
async function use(accounts: AccountStore, code: string, keys = [old]): Promise<boolean> {
  const { id, backupCodes } = await get(accounts, 'bob')
  const digests = await digestsOf(code, backupCodes?.salt ?? '', keys, derive)
  return 'account' in (await changeAccount({ accounts, clock }, id, (one) => withoutCode(one, digests, 1000)))
}

const bob = (backup_codes: string | string[]): UserEntry => ({ username: 'bob', backup_codes })

test('codes of users.toml are hashed once, as text or as a list, and kept in no form that can be read', async (t) => {
  const accounts = await embeddedAccounts(t)
  assert.equal(await apply(accounts, bob('123456,654321')), 2)
  assert.equal(await apply(accounts, bob(['654321', '123-456'])), 0)
  const stored = await get(accounts, 'bob')
  assert.equal(stored.version, 1)
  assert.doesNotMatch(JSON.stringify(stored), /123456|654321/)
  assert.ok(await use(accounts, '123456'))
  assert.ok(!(await use(accounts, '123456654321')))
})

test('a used code does not return, whether its list stays, grows or goes and comes back', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob('AAAAAAAAAA,BBBBBBBBBB'))
  assert.ok(await use(accounts, 'AAAAAAAAAA'))
  await apply(accounts, bob('AAAAAAAAAA,BBBBBBBBBB'))
  await apply(accounts, bob('AAAAAAAAAA,BBBBBBBBBB,CCCCCCCCCC'))
  assert.equal(backupCodesLeft(await get(accounts, 'bob'), 1000), 2)
  await apply(accounts, { username: 'bob' })
  assert.equal(backupCodesLeft(await get(accounts, 'bob'), 1000), 0)
  await apply(accounts, bob('AAAAAAAAAA,CCCCCCCCCC'))
  assert.ok(!(await use(accounts, 'AAAAAAAAAA')))
  assert.ok(await use(accounts, 'CCCCCCCCCC'))
})

test('what was made otherwise stays until the list in users.toml changes', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob('AAAAAAAAAA'))
  await setBackupCodes({ accounts, clock, keys: [old], derive }, 'bob-id', ['DDDDDDDDDD'])
  assert.equal(await apply(accounts, { ...bob('AAAAAAAAAA'), email: 'bob@example.com' }), 0)
  assert.ok(!(await use(accounts, 'AAAAAAAAAA')))
  await apply(accounts, { username: 'bob', backup_codes: 'EEEEEEEEEE', email: 'bob@example.com' })
  assert.ok(!(await use(accounts, 'DDDDDDDDDD')))
  assert.ok(await use(accounts, 'EEEEEEEEEE'))
})

test('codes, used ones too, outlive the exchange of the key they are sealed with', async (t) => {
  const accounts = await embeddedAccounts(t)
  const entry = bob('AAAAAAAAAA,BBBBBBBBBB')
  await apply(accounts, entry)
  assert.ok(await use(accounts, 'AAAAAAAAAA'))
  assert.equal(await apply(accounts, entry, [young, old]), 2)
  assert.equal(await apply(accounts, entry, [young, old]), 0)
  assert.equal(await apply(accounts, entry, [young]), 0)
  await apply(accounts, bob('AAAAAAAAAA,BBBBBBBBBB,CCCCCCCCCC'), [young])
  assert.ok(!(await use(accounts, 'AAAAAAAAAA', [young])))
  assert.ok(await use(accounts, 'BBBBBBBBBB', [young]))
})
