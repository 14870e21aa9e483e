import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { nextVersion } from '../../src/accounts/change.ts'
import { asOf } from '../../src/accounts/number.ts'
import {
  isRemembered,
  newBrowserSecret,
  rememberedBrowsers,
  withBrowserNamed,
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
  const used = withBrowserUsed(account, first, second, day, 30 * day)
  assert.ok(used)
  assert.equal(
    withBrowserUsed(used, first, newBrowserSecret(), day, 30 * day),
    undefined,
    'a copy is worth nothing',
  )
  assert.ok(withBrowserUsed(used, second, first, 30 * day - 1, 30 * day))
  assert.equal(withBrowserUsed(used, second, first, 30 * day, 30 * day), undefined)
  assert.equal(rememberedBrowsers(used, 30 * day).length, 0)
  assert.ok(isRemembered(used, second, 2 * day, 3 * day))
  assert.ok(
    !isRemembered(used, second, 3 * day, 3 * day),
    'an admin who shortens the time means the old ones, too',
  )
})

test('ten are remembered at most, the oldest gives way, and one can be forgotten', () => {
  let account = bare
  const secrets = Array.from({ length: 11 }, newBrowserSecret)
  for (const secret of secrets) account = withRememberedBrowser(account, { secret, agent: '' }, 0, day)
  assert.equal(account.browsers?.length, 10)
  assert.equal(withBrowserUsed(account, secrets[0] ?? '', 'next', 1, day), undefined)
  assert.ok(withBrowserUsed(account, secrets[10] ?? '', 'next', 1, day))
  const ids = (account.browsers ?? []).map(({ id }) => id)
  for (const id of ids) account = withoutRememberedBrowser(account, id)
  assert.equal(Object.hasOwn(account, 'browsers'), false)
})

test('whoever writes an account forgets its browsers with whatever they rest on, and with nothing else', () => {
  const account = withRememberedBrowser(
    { ...bare, number: '+94771234567', numberVerified: true, passwordHash: 'old' },
    { secret: newBrowserSecret(), agent: '' },
    0,
    day,
  )
  const kept = (change: Partial<Account>) =>
    nextVersion(account, { ...account, ...change }, 1).browsers?.length ?? 0
  for (const change of [
    { number: '+94771234568' },
    { numberVerified: false },
    { passwordHash: 'new' },
    { smsOptOut: true },
    { disabledFactors: ['sms'] },
    { disabled: true },
  ] satisfies Partial<Account>[]) {
    assert.equal(kept(change), 0, JSON.stringify(change))
  }
  assert.equal(kept({ email: 'a@example.com' }), 1)
  assert.equal(kept({ endedSessions: { single: [] } }), 1)
  const [browser] = account.browsers ?? []
  const named = withBrowserNamed(account, browser?.id ?? '', 'Kitchen')
  assert.equal(named?.browsers?.[0]?.name, 'Kitchen')
  assert.equal(withBrowserNamed(account, 'another', 'Kitchen'), undefined)
})

test('a number whose hour has come forgets them, too, before anybody wrote it', () => {
  const account = withRememberedBrowser(
    { ...bare, number: '+94771234567', nextNumber: { number: '+94771234568', at: 1000 } },
    { secret: newBrowserSecret(), agent: '' },
    0,
    day,
  )
  assert.equal(asOf(account, 999).browsers?.length, 1)
  assert.equal(asOf(account, 1000).browsers, undefined)
})

test('a new password ends other sessions', () => {
  const account = bare
  const changed = withPassword(account, 'hash', 5000, { except: 'mine' })
  assert.equal(changed.passwordHash, 'hash')
  assert.equal(isOver(changed, { session: 'mine', at: 3 }), false)
  assert.equal(isOver(changed, { session: 'other', at: 5 }), true)
  assert.equal(isOver(changed, { session: 'other', at: 6 }), false)
  assert.equal(isOver(changed, { session: undefined, at: 3 }), true)
  assert.equal(isOver(withPassword(account, 'hash', 5000, 'all'), { session: 'mine', at: 3 }), true)
  assert.equal(isOver(withPassword(account, 'hash', 5000, 'none'), { session: 'mine', at: 3 }), false)
})
