import assert from 'node:assert/strict'
import { test } from 'node:test'
import { identifiersOf } from '../../src/accounts/identifier.ts'
import { isOver } from '../../src/accounts/sessions.ts'
import type { AccountStore } from '../../src/accounts/store.ts'
import { embeddedAccounts } from './embedded-store.ts'
import { alice, apply, bob, change, everybody, get, hash, nothing, other } from './provision/support.ts'

test('an entry makes an account, with its number in E.164 and taken at the admin’s word', async (t) => {
  const accounts = await embeddedAccounts(t)
  assert.deepEqual(await apply(accounts, bob), { ...nothing, created: 1 })
  const { id, provisioned, ...account } = await get(accounts, '+94778888888')
  assert.deepEqual(account, {
    version: 1,
    username: 'Bob',
    email: 'bob@example.com',
    emailVerified: false,
    number: '+94778888888',
    numberVerified: true,
    passwordHash: hash,
    claims: bob.claims,
    createdAt: 1000,
    updatedAt: 1000,
  })
  assert.match(id, /^id-/)
  assert.ok(provisioned)
})

test('applying the same entries again changes nothing', async (t) => {
  const accounts = await embeddedAccounts(t)
  const entries = [{ ...bob, claims: { birthdate: new Date(0), gone: undefined } }, alice]
  await apply(accounts, ...entries)
  const before = await everybody(accounts)
  assert.deepEqual(await apply(accounts, ...entries), { ...nothing, unchanged: 2 })
  assert.deepEqual(await everybody(accounts), before)
})

test('an account whose entry disappeared is disabled once, and comes back with the entry and what the person changed', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob, alice)
  await change(accounts, 'bob', { passwordHash: other })
  assert.deepEqual(await apply(accounts, alice), { ...nothing, unchanged: 1, disabled: 1 })
  assert.equal((await get(accounts, 'bob')).disabled, true)
  assert.deepEqual(await apply(accounts, alice), { ...nothing, unchanged: 1 })
  assert.deepEqual(await apply(accounts, alice, bob), { ...nothing, unchanged: 1, changed: 1 })
  const back = await get(accounts, 'bob')
  assert.deepEqual([back.disabled, back.passwordHash], [undefined, other])
})

test('an account that somebody enabled after its entry disappeared stays enabled', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  await apply(accounts)
  await change(accounts, 'bob', { disabled: false })
  assert.deepEqual(await apply(accounts), nothing)
  assert.equal((await get(accounts, 'bob')).disabled, false)
})

test('a password, a number or a state that the file changes ends what was trusted before, in the same write', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  const browser = { id: 'b', digest: 'd', agent: '', createdAt: 0, usedAt: 0, expiresAt: 9e12 }
  const session = { session: 'any', at: 1 }
  const changes = [
    [{ ...bob, password_hash: other }, true],
    [{ ...bob, password_hash: other, number: '94778888889' }, false],
    [{ ...bob, password_hash: other, number: '94778888889', disabled: true }, true],
  ] as const
  for (const [entry, ends] of changes) {
    const waiting = { nextNumber: { number: '+94778888880', at: 9e15 } }
    await change(accounts, 'bob', { browsers: [browser], endedSessions: { single: [] }, ...waiting })
    await apply(accounts, entry)
    const account = await get(accounts, 'bob')
    assert.deepEqual([account.browsers, isOver(account, session)], [undefined, ends])
    assert.equal(account.nextNumber === undefined, !ends)
  }
})

test('accounts that no entry made are left alone', async (t) => {
  const accounts = await embeddedAccounts(t)
  const made = { id: 'made', version: 1, username: 'self', createdAt: 1, updatedAt: 1 }
  await accounts.save(made, identifiersOf(made))
  assert.deepEqual(await apply(accounts, bob), { ...nothing, created: 1 })
  assert.deepEqual(await accounts.find('made'), made)
})

test('an identifier of another account is a problem that names both, and changes nothing', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob, alice)
  const before = await get(accounts, 'alice')
  const greedy = { ...alice, number: '+94778888888', claims: { name: 'Alice' } }
  const { problems } = await apply(accounts, bob, greedy)
  assert.deepEqual(problems, [
    { username: 'alice', key: 'number', problem: 'the number of "alice" belongs to "Bob"' },
  ])
  assert.deepEqual(await get(accounts, 'alice'), before)
  const named = await apply(accounts, bob, alice, { username: '+94778888888' })
  assert.deepEqual(named.problems, [
    { username: '+94778888888', key: 'username', problem: 'the username of "+94778888888" belongs to "Bob"' },
  ])
})

test('a renamed entry says that the old account, now disabled, still holds the number', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  await apply(accounts)
  const { problems } = await apply(accounts, { username: 'robert', number: '94778888888' })
  assert.match(problems[0]?.problem ?? '', /belongs to "Bob", which is disabled/)
})

test('a number moves from one account to another in one go, whichever comes first', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, alice, bob)
  const { number, ...without } = bob
  const summary = await apply(accounts, { ...alice, number: '94778888888' }, without)
  assert.deepEqual(summary, { ...nothing, changed: 2 })
  assert.equal((await get(accounts, '+94778888888')).username, 'alice')
})

test('an entry that cannot be applied is a problem with its key, its account stays, and the others go on', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob, alice)
  const entries = [
    { ...bob, number: '12' },
    { username: 'carol', password_hash: 'a password in clear' },
    { username: 'ALICE' },
    { username: 'alice' },
    { username: '\0' },
    { username: 'dave', email: 'x'.repeat(300) },
    { username: 'erin' },
  ]
  const { problems, ...counts } = await apply(accounts, ...entries)
  assert.deepEqual(counts, { created: 1, changed: 1, disabled: 0, removed: 0, unchanged: 0 })
  assert.deepEqual(
    problems.map(({ username, key }) => [username, key]),
    [
      ['alice', 'username'],
      ['\0', 'username'],
      ['Bob', 'number'],
      ['carol', 'password_hash'],
      ['dave', 'email'],
    ],
  )
  assert.doesNotMatch(JSON.stringify(problems), /in clear"|778888888/)
  assert.equal((await get(accounts, 'bob')).disabled, undefined)
  assert.equal(await accounts.findByIdentifier('carol'), undefined)
})

test('several instances at once come to what one alone would', async (t) => {
  const accounts = await embeddedAccounts(t)
  const people = Array.from({ length: 20 }, (_, index) => ({
    username: `person-${index}`,
    email: `p${index}@example.com`,
  }))
  const first = await Promise.all(Array.from({ length: 5 }, () => apply(accounts, bob, ...people)))
  assert.deepEqual(
    first.flatMap(({ problems }) => problems),
    [],
  )
  assert.equal(
    first.reduce((sum, { created }) => sum + created, 0),
    21,
  )
  const second = [{ ...bob, claims: { name: 'Robert' } }, ...people.slice(0, 10)]
  const again = await Promise.all(Array.from({ length: 5 }, () => apply(accounts, ...second)))
  assert.equal(
    again.reduce((sum, { disabled }) => sum + disabled, 0),
    10,
  )
  const all = await everybody(accounts)
  assert.equal(all.length, 21)
  assert.equal(all.filter(({ version }) => version === 2).length, 11)
})

test('two instances that make the same account at once make one, and neither complains', async (t) => {
  const accounts = await embeddedAccounts(t)
  const summaries = await Promise.all([apply(accounts, bob), apply(accounts, bob)])
  assert.deepEqual(
    summaries.flatMap(({ problems }) => problems),
    [],
  )
  assert.equal((await everybody(accounts)).length, 1)
})

test('a person who changes the account in that moment loses nothing', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  let raced = false
  const racing: AccountStore = {
    ...accounts,
    async save(account, identifiers) {
      if (!raced) await change(accounts, 'bob', { smsOptOut: true })
      raced = true
      return accounts.save(account, identifiers)
    },
  }
  assert.deepEqual(await apply(racing, { ...bob, claims: { name: 'Robert' } }), { ...nothing, changed: 1 })
  const account = await get(accounts, 'bob')
  assert.deepEqual([account.smsOptOut, account.claims], [true, { name: 'Robert' }])
})

test('an account that is written without end is given up, and said', async (t) => {
  const accounts: AccountStore = {
    ...(await embeddedAccounts(t)),
    save: async () => ({ saved: false, reason: 'version' }),
  }
  const { problems } = await apply(accounts, bob)
  assert.match(problems[0]?.problem ?? '', /given up after 20 tries/)
})
