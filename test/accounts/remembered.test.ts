import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import {
  newBrowserSecret,
  rememberedBrowsers,
  withBrowserUsed,
  withoutRememberedBrowser,
  withRememberedBrowser,
} from '../../src/accounts/remembered.ts'
import { isOver } from '../../src/accounts/sessions.ts'
import { withPassword } from '../../src/accounts/set-password.ts'

const bare: Account = { id: 'a', version: 1, username: 'a', createdAt: 0, updatedAt: 0 }
const day = 86_400_000

test('a remembered browser has a new secret after each use, and ends with its time', () => {
  const [first, second] = [newBrowserSecret(), newBrowserSecret()]
  const account = withRememberedBrowser(bare, { secret: first, agent: 'x'.repeat(1000) }, 0, 30 * day)
  assert.ok(!JSON.stringify(account).includes(first))
  assert.equal(account.browsers?.[0]?.agent.length, 300)
  const used = withBrowserUsed(account, first, second, day)
  assert.ok(used)
  assert.equal(withBrowserUsed(used, first, newBrowserSecret(), day), undefined, 'a copy is worth nothing')
  assert.ok(withBrowserUsed(used, second, first, 30 * day - 1))
  assert.equal(withBrowserUsed(used, second, first, 30 * day), undefined)
  assert.equal(rememberedBrowsers(used, 30 * day).length, 0)
})

test('ten are remembered at most, the oldest gives way, and one can be forgotten', () => {
  let account = bare
  const secrets = Array.from({ length: 11 }, newBrowserSecret)
  for (const secret of secrets) account = withRememberedBrowser(account, { secret, agent: '' }, 0, day)
  assert.equal(account.browsers?.length, 10)
  assert.equal(withBrowserUsed(account, secrets[0] ?? '', 'next', 1), undefined)
  assert.ok(withBrowserUsed(account, secrets[10] ?? '', 'next', 1))
  const ids = (account.browsers ?? []).map(({ id }) => id)
  for (const id of ids) account = withoutRememberedBrowser(account, id)
  assert.equal(Object.hasOwn(account, 'browsers'), false)
})

test('a new password forgets all browsers and ends other sessions', () => {
  const account = withRememberedBrowser(bare, { secret: newBrowserSecret(), agent: '' }, 0, day)
  const changed = withPassword(account, 'hash', 5000, { except: 'mine' })
  assert.equal(changed.passwordHash, 'hash')
  assert.equal(Object.hasOwn(changed, 'browsers'), false)
  assert.equal(isOver(changed, { session: 'mine', at: 3 }), false)
  assert.equal(isOver(changed, { session: 'other', at: 5 }), true)
  assert.equal(isOver(changed, { session: 'other', at: 6 }), false)
  assert.equal(isOver(changed, { session: undefined, at: 3 }), true)
  assert.equal(isOver(withPassword(account, 'hash', 5000, 'all'), { session: 'mine', at: 3 }), true)
  assert.equal(isOver(withPassword(account, 'hash', 5000, 'none'), { session: 'mine', at: 3 }), false)
})
