import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { type AuthenticatorOptions, createAuthenticator } from '../../src/accounts/authenticate.ts'
import { identifiersOf } from '../../src/accounts/identifier.ts'
import { BusyError, createPasswords } from '../../src/accounts/password.ts'
import type { AccountStore } from '../../src/accounts/store.ts'
import { embeddedAccounts } from './embedded-store.ts'

const password = 'correct horse battery'
const ours =
  '$argon2id$v=19$m=19456,t=2,p=1$aW5kZXBlbmRlbnQtc2FsdA$NVYp/EqsqRxwQ49KjqQ+louKg2ADuxJGA9YW6N/dzFk'
const weak = '$2b$04$abcdefghijklmnopqrstuuqREtd3VJD2QVZbuFskFSLk6eRIrQoOS'
const clock = () => 2000
const passwords = createPasswords()
const caller = { network: '192.0.2.1', browser: 'b', knows: () => false }

/** The account a password opens, by an authenticator that counts in a store of its own. */
function authenticator(options: Omit<AuthenticatorOptions, 'throttle'>, throttle = free()) {
  const authenticate = createAuthenticator({ ...options, throttle })
  return async (identifier: string, typed: string) => {
    const tried = await authenticate(identifier, typed, caller)
    return tried.result === 'right' ? tried.account : undefined
  }
}

function free(work: string[] = []): AuthenticatorOptions['throttle'] {
  const note = (what: string) => async () => void work.push(what)
  return {
    begin: async () => {
      work.push('count')
      return { admitted: true, blind: false }
    },
    right: note('right'),
    untried: note('untried'),
  }
}

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
  const authenticate = authenticator({ accounts, passwords, clock })
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
  const authenticate = authenticator({ accounts: counted, passwords: observed, clock }, free(work))
  for (const name of ['nobody', 'disabled', 'disabled-weak', 'bare', '\0', 'x'.repeat(10_000)]) {
    assert.equal(await authenticate(name, password), undefined)
    assert.deepEqual(work.splice(0), ['look-up', 'count', 'argon2id'], name.slice(0, 20))
  }
  await authenticate('bob', 'wrong')
  assert.deepEqual(work, ['look-up', 'count', 'argon2id'])
})

test('a weak hash is replaced at login, once, and keeps verifying', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak, provisioned: { username: 'Bob' } })
  const authenticate = authenticator({ accounts, passwords, clock, patience: 5000 })
  const signedIn = await authenticate('bob', password)
  const stored = await accounts.find('id-0')
  assert.deepEqual(signedIn, stored)
  assert.match(stored?.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.deepEqual([stored?.version, stored?.updatedAt, stored?.provisioned], [2, 2000, { username: 'Bob' }])
  assert.equal((await authenticate('bob', password))?.version, 2)
})

test('a wrong password replaces nothing', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak })
  await authenticator({ accounts, passwords, clock })('bob', 'wrong')
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
    const account = await authenticator({ accounts, passwords, clock, patience: 50 })('bob', password)
    assert.equal(account?.version, 1)
  })
}

test('a full queue while the hash is replaced fails no login, and before it there is none', async (t) => {
  const accounts = await storeWith(t, { passwordHash: weak })
  const hash = () => Promise.reject(new BusyError())
  const late = authenticator({ accounts, passwords: { ...passwords, hash }, clock })
  assert.equal((await late('bob', password))?.version, 1)
  const early = authenticator({ accounts, passwords: { ...passwords, verify: hash }, clock })
  await assert.rejects(early('bob', password), BusyError)
})

test('who is held is told so without a hash, and a full queue is nobody’s failure', async (t) => {
  const accounts = await storeWith(t, { passwordHash: ours })
  const work: string[] = []
  const observed = createPasswords({ observe: (scheme) => work.push(scheme) })
  const begin = async () => ({ admitted: false, by: 'pair', retryIn: 4000 }) as const
  const held = createAuthenticator({
    accounts,
    passwords: observed,
    clock,
    throttle: { ...free(work), begin },
  })
  for (const name of ['bob', 'nobody']) {
    assert.deepEqual(await held(name, password, caller), { result: 'held', retryIn: 4000 })
  }
  assert.deepEqual(work, [])
  const verify = () => Promise.reject(new BusyError())
  const busy = authenticator({ accounts, passwords: { ...passwords, verify }, clock }, free(work))
  await assert.rejects(busy('bob', password), BusyError)
  assert.deepEqual(work, ['count', 'untried'])
})

test('a store that is away is no answer', async (t) => {
  const accounts = {
    ...(await embeddedAccounts(t)),
    findByIdentifier: () => Promise.reject(new Error('store away')),
  }
  await assert.rejects(authenticator({ accounts, passwords, clock })('bob', password), /store away/)
})
