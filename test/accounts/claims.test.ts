import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimsOf } from '../../src/accounts/claims.ts'

const bob = {
  id: 'id-of-bob',
  version: 3,
  username: 'Bob',
  email: 'bob@example.com',
  number: '+94778888888',
  numberVerified: true,
  passwordHash: '$argon2id$canary',
  claims: { name: 'Bob Example', locale: 'en', address: { locality: 'Colombo' }, department: 'ink' },
  provisioned: { username: 'Bob', password_hash: 'canary' },
  createdAt: 1_700_000_000_000,
  updatedAt: 1_700_000_001_999,
}

test('an account gives the standard claims, with the time of its last change in seconds', () => {
  assert.deepEqual(claimsOf(bob), {
    preferred_username: 'Bob',
    name: 'Bob Example',
    locale: 'en',
    address: { locality: 'Colombo' },
    department: 'ink',
    email: 'bob@example.com',
    email_verified: false,
    phone_number: '+94778888888',
    phone_number_verified: true,
    updated_at: 1_700_000_001,
  })
})

test('no claim ever shows a password hash', () => {
  assert.doesNotMatch(JSON.stringify(claimsOf(bob)), /canary/)
})

test("an account's own claims cannot speak for the protocol, nor say that a number is proved", () => {
  const forged = {
    sub: 'alice',
    acr: 'urn:latchkey:2fa',
    phone_number_verified: true,
    email: 'x@example.com',
    updated_at: 1,
  }
  const { email: _, number: __, ...bare } = bob
  assert.deepEqual(claimsOf({ ...bare, claims: forged }), {
    preferred_username: 'Bob',
    updated_at: 1_700_000_001,
  })
})

test('somebody may wish to be called by another name than the one to sign in with', () => {
  assert.equal(claimsOf({ ...bob, claims: { preferred_username: 'Bobby' } }).preferred_username, 'Bobby')
})
