import assert from 'node:assert/strict'
import { test } from 'node:test'
import { disableFactor } from '../../../src/accounts/disable-factor.ts'
import { identifiersOf } from '../../../src/accounts/identifier.ts'
import { embeddedAccounts } from '../embedded-store.ts'
import { apply, bob, change, get, nothing, other } from './support.ts'

test('what was applied is remembered without a second copy of the hash', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  assert.doesNotMatch(JSON.stringify((await get(accounts, 'bob')).provisioned), /argon2|NVYp/)
})

test('what the person changed stays, what the admin changed wins, key by key', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  await change(accounts, 'bob', {
    passwordHash: other,
    email: 'new@example.com',
    emailVerified: true,
    number: '+94778888889',
    smsOptOut: true,
    claims: { name: 'Robert', locale: 'si', nickname: 'Bobby' },
  })
  const entry = {
    ...bob,
    email: 'work@example.com',
    claims: { name: 'Bob Example', locale: 'pt', zoneinfo: 'Asia/Colombo' },
  }
  assert.deepEqual(await apply(accounts, entry), { ...nothing, changed: 1 })
  const account = await get(accounts, 'bob')
  assert.equal(account.passwordHash, other)
  assert.equal(account.number, '+94778888889')
  assert.equal(account.smsOptOut, true)
  assert.deepEqual([account.email, account.emailVerified], ['work@example.com', false])
  assert.deepEqual(account.claims, {
    name: 'Robert',
    locale: 'pt',
    nickname: 'Bobby',
    zoneinfo: 'Asia/Colombo',
  })
})

test('a factor that wrong codes have disabled stays disabled, whatever the admin changes in the file', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  const { id } = await get(accounts, 'bob')
  await disableFactor({ accounts, clock: Date.now }, id, 'sms')
  await apply(accounts, { ...bob, number: '+94778888889', disabled: true })
  await apply(accounts, { ...bob, number: '+94778888889' })
  const { number, disabledFactors } = await get(accounts, 'bob')
  assert.deepEqual([number, disabledFactors], ['+94778888889', ['sms']])
})

test('a line that the admin takes out is taken from the account', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, { ...bob, disabled: true, disable_sms_otp: true })
  await apply(accounts, { username: 'Bob' })
  const { username, email, number, passwordHash, claims, disabled, smsOptOut } = await get(accounts, 'bob')
  assert.deepEqual(
    { username, email, number, passwordHash, claims, disabled, smsOptOut },
    {
      username: 'Bob',
      email: undefined,
      number: undefined,
      passwordHash: undefined,
      claims: undefined,
      disabled: undefined,
      smsOptOut: undefined,
    },
  )
  assert.equal(await accounts.findByIdentifier('+94778888888'), undefined)
})

test('to have an unproved number pass as proved: the admin’s word counts for the admin’s number only', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, { ...bob, number_verified: false, email_verified: false })
  await change(accounts, 'bob', { number: '+94778888889', email: 'mine@example.com', emailVerified: false })
  await apply(accounts, { ...bob, number_verified: true, email_verified: true })
  const changed = await get(accounts, 'bob')
  assert.deepEqual([changed.number, changed.numberVerified], ['+94778888889', false])
  assert.deepEqual([changed.email, changed.emailVerified], ['mine@example.com', false])
})

test('a number the admin changes is the admin’s word anew', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  await change(accounts, 'bob', { number: '+94778888889', numberVerified: false })
  await apply(accounts, { ...bob, number: '+94 77 888 8887' })
  const account = await get(accounts, 'bob')
  assert.deepEqual([account.number, account.numberVerified], ['+94778888887', true])
})

test('the same number written otherwise is no change', async (t) => {
  const accounts = await embeddedAccounts(t)
  await apply(accounts, bob)
  await change(accounts, 'bob', { number: '+94778888889' })
  assert.deepEqual(await apply(accounts, { ...bob, number: '+94 77 888 8888' }), { ...nothing, unchanged: 1 })
})

test('an account made otherwise is taken over, and keeps what its entry does not mention', async (t) => {
  const accounts = await embeddedAccounts(t)
  const made = {
    id: 'made',
    version: 1,
    username: 'BOB',
    smsOptOut: true,
    passwordHash: other,
    createdAt: 1,
    updatedAt: 1,
  }
  await accounts.save(made, identifiersOf(made))
  const { password_hash: _, ...entry } = bob
  assert.deepEqual(await apply(accounts, entry), { ...nothing, changed: 1 })
  const account = await get(accounts, 'bob@example.com')
  assert.deepEqual(
    [account.id, account.username, account.smsOptOut, account.passwordHash],
    ['made', 'Bob', true, other],
  )
})
