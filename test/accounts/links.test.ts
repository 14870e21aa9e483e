import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { findLink, makeLink, readLinkToken, withLink, withoutLink } from '../../src/accounts/links.ts'

const account: Account = { id: 'a1', version: 1, username: 'anna', createdAt: 0, updatedAt: 0 }

test('a link is found by its whole secret, until its time is over or it was used', () => {
  const { link, token } = makeLink(account.id, 'enrol', 1000)
  const read = readLinkToken(token)
  assert.ok(read)
  assert.equal(read.accountId, account.id)
  const linked = withLink(account, link, 0)
  assert.equal(findLink(linked, read.secret, 999)?.kind, 'enrol')
  assert.equal(findLink(linked, read.secret, 1000), undefined)
  assert.equal(findLink(linked, `${read.secret.slice(0, -1)}_`, 999), undefined)
  assert.ok(!JSON.stringify(linked).includes(read.secret))
  const used = withoutLink(linked, link.digest, 999)
  assert.ok(used)
  assert.equal(used.links, undefined)
  assert.equal(withoutLink(used, link.digest, 999), undefined)
})

test('an account keeps its five newest links, and none that is over', () => {
  const links = [1, 2000, 3000, 4000, 5000, 6000, 7000].map(
    (expiresAt) => makeLink('a1', 'password', expiresAt).link,
  )
  const kept = links.reduce((known, link) => withLink(known, link, 10), account)
  assert.deepEqual(kept.links, links.slice(-5))
  const later = withLink(kept, makeLink('a1', 'enrol', 9000).link, 6500)
  assert.equal(later.links?.length, 2)
})

test('what is no token of ours is none', () => {
  const { token } = makeLink('a1', 'enrol', 1)
  const wrong = ['', 'a1', token.slice(0, -1), `${token}.x`, token.replace('.', ''), `../${token}`]
  for (const each of wrong) assert.equal(readLinkToken(each), undefined, each)
})
