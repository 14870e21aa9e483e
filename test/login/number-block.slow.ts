import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createPasswords } from '../../src/accounts/password.ts'
import { createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { password } from '../support/latchkey.ts'
import { provePassword, relyingParty } from '../support/relying-party.ts'
import { generousLimits } from '../support/settings.ts'

const password_hash = await createPasswords().hash(password)
/** Their numbers differ in the last digits only. */
const crowd = Array.from({ length: 200 }, (_, index) => ({
  username: `crowd-${index}`,
  number: `+9477123${String(4000 + index)}`,
  number_verified: true,
  password_hash,
}))

const { server, close } = await startInstances((same) => ({
  ...same,
  users: crowd,
  limits: { ...generousLimits, block: { hour: 20, day: 60 } },
}))
after(close)

test('200 accounts on one number block: the block’s budget is all that leaves', async () => {
  const pages: Page[] = []
  for (let from = 0; from < crowd.length; from += 20) {
    const some = crowd.slice(from, from + 20).map(async ({ username }) => {
      const browser = createBrowserClient()
      return browser.get((await provePassword(browser, relyingParty(server).begin(), username)).url)
    })
    pages.push(...(await Promise.all(some)))
  }
  const sent = server.phone.messages.filter(({ to }) => to.startsWith('+9477123')).length
  assert.equal(sent, 20)
  const told = pages.filter((page) => /there were too many lately/.test(textOf(page)))
  assert.equal(told.length, 180)
})
