import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { greet, onlyToInbox } from '../../src/demo/greeting.ts'
import { configuration, load } from '../config/support.ts'

const inbox = 'http://localhost:3002'
const toInbox = `url = "${inbox}/api?to=$ctx.num&text=$ctx.msg"\nallow_private = true\n`

async function greeting(t: TestContext, files: Readonly<Record<string, string>>) {
  const { settings } = await load(await configuration(t, files))
  const { gateways } = settings
  const lines = greet({ application: 'A', inbox, issuer: 'I', gateways, user: 'alice', password: 'p' })
  return { free: onlyToInbox(gateways, inbox), lines }
}

test('the demo names its phone, and user and password on lines of their own', async (t) => {
  const { free, lines } = await greeting(t, { 'sms/main.toml': toInbox })
  assert.equal(free, true)
  assert.ok(lines.includes(`  phone that gets the codes:  ${inbox}`))
  assert.deepEqual(lines.slice(-2), ['user: alice', 'password: p'])
})

test('with a gateway of the admin, enabled, the demo names the gateways and is not patient', async (t) => {
  const { free, lines } = await greeting(t, { 'sms/inbox.toml': toInbox })
  assert.equal(free, false)
  assert.ok(lines.includes('  codes are sent through:     inbox, main'))
  assert.ok(lines.includes('user: alice') && lines.includes('password: p'))
  assert.match(lines.at(-1) ?? '', /made up/)
})
