import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { createAuthenticator } from '../../src/accounts/authenticate.ts'
import { identifiersOf } from '../../src/accounts/identifier.ts'
import { BusyError, createPasswords } from '../../src/accounts/password.ts'
import type { AccountStore } from '../../src/accounts/store.ts'
import { embeddedAccounts } from './embedded-accounts.ts'

const password = 'correct horse battery'
const ours =
  '$argon2id$v=19$m=19456,t=2,p=1$aW5kZXBlbmRlbnQtc2FsdA$NVYp/EqsqRxwQ49KjqQ+louKg2ADuxJGA9YW6N/dzFk'
const weak = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
const clock = () => 2000
const passwords = createPasswords()

async function storeWith(t: TestContext, ...changes: Partial<Account>[]): Promise<AccountStore> {
  const accounts = await embeddedAccounts(t)
  for (const [index, change] of changes.entries()) {
    const account = {
      id: `id-${index}`,
      version: 1,
      username: 'Bob',
      createdAt: 1000,
      updatedAt: 1000,
      ...change,
    }
    assert.deepEqual(await accounts.save(account, identifiersOf(account)), { saved: true })
  }
  return accounts
}

test('a person signs in by username, e-mail or number, however it is typed', async (t) => {
  const bob = { passwordHash: ours, email: 'bob@example.com', number: '+94778888888' }
  const accounts = await storeWith(t, bob)
  const authenticate = createAuthenticator({ accounts, passwords, clock })
  for (const typed of ['bob', ' BOB ', 'ｂｏｂ', 'Bob@Example.com', '94778888888', '+94 77 888 8888']) {
    assert.equal((await authenticate(typed, password))?.id, 'id-0', typed)
  }
  assert.equal(await authenticate('bob', 'wrong'), undefined)
})

test('to find out who exists: unknown, disabled, without password and wrong password take one look-up and one hash of ours', async (t) => {
  const accounts = await storeWith(
    t,
    { passwordHash: ours },
    { username: 'disabled', passwordHash: ours, disabled: true },
    { username: 'disabled-weak', passwordHash: weak, disabled: true },
    { username: 'bare' },
  )
  const work: string[] = []
  const counted: AccountStore = {
    ...accounts,
    async findByIdentifier(identifier) {
      work.push('look-up')
      return accounts.findByIdentifier(identifier)
    },
  }
  const observed = createPasswords({ observe: (scheme) => work.push(scheme) })
  const authenticate = createAuthenticator({ accounts: counted, passwords: observed, clock })
  for (const name of ['nobody', 'disabled', 'disabled-weak', 'bare', '\0', 'x'.repeat(10_000)]) {
    assert.equal(await authenticate(name, password), undefined)
    assert.deepEqual(work.splice(0), ['look-up', 'argon2id'], name.slice(0, 20))
  }
  await authenticate('bob', 'wrong')
  assert.deepEqual(work, ['look-up', 'argon2id'])
})

test('a weak hash is replaced at login, once, and keeps verifying', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak, provisioned: { username: 'Bob' } })
  const authenticate = createAuthenticator({ accounts, passwords, clock, patience: 5000 })
  const signedIn = await authenticate('bob', password)
  const stored = await accounts.find('id-0')
  assert.deepEqual(signedIn, stored)
  assert.match(stored?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.deepEqual([stored?.version, stored?.updatedAt, stored?.provisioned], [2, 2000, { username: 'Bob' }])
  assert.equal((await authenticate('bob', password))?.version, 2)
})

test('a wrong password replaces nothing', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak })
  await createAuthenticator({ accounts, passwords, clock })('bob', 'wrong')
  assert.equal((await accounts.find('id-0'))?.passwordHash, weak)
})

const troubles: Record<string, Partial<AccountStore>> = {
  'a lost race': { save: async () => ({ saved: false, reason: 'version' }) },
  'a store that fails': { save: () => Promise.reject(new Error('store away')) },
  'a store that does not answer': { save: () => new Promise(() => {}) },
}
for (const [trouble, broken] of Object.entries(troubles)) {
  test(`${trouble} while the hash is replaced fails no login`, async (t) => {
    const accounts = { ...(await storeWith(t, { passwordHash: weak })), ...broken }
    const account = await createAuthenticator({ accounts, passwords, clock, patience: 50 })('bob', password)
    assert.equal(account?.version, 1)
  })
}

test('a full queue while the hash is replaced fails no login, and before it there is none', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak })
  const hash = () => Promise.reject(new BusyError())
  const late = createAuthenticator({ accounts, passwords: { ...passwords, hash }, clock })
  assert.equal((await late('bob', password))?.version, 1)
  const early = createAuthenticator({ accounts, passwords: { ...passwords, verify: hash }, clock })
  await assert.rejects(early('bob', password), BusyError)
})

test('a store that is away is no answer', async (t) => {
  const accounts = {
    ...(await embeddedAccounts(t)),
    findByIdentifier: () => Promise.reject(new Error('store away')),
  }
  await assert.rejects(createAuthenticator({ accounts, passwords, clock })('bob', password), /store away/)
})
