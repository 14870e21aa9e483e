import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accountNamed, backupUrl, giveBackupCodes, typeBackupCode } from '../../support/backup.ts'
import { createBrowserClient } from '../../support/client.ts'
import { password, startLatchkey } from '../../support/latchkey.ts'
import { provePassword, relyingParty, typeCode } from '../../support/relying-party.ts'

/* Branches of the original's decision table that have no other test: what it did, we do not. */

const server = await startLatchkey()
after(() => server.close())

test('a number posted where none is asked for changes nothing and sends nothing, with the password or after it', async () => {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const asked = await browser.follow(await browser.get(relyingParty(server).begin()))
  const token = /name="form_token" value="([^"]+)"/.exec(asked.body)?.[1] ?? ''
  const number = { number: '+94778889999', MOBILE_NUMBER: '+94778889999' }
  const typed = { form_token: token, identifier: 'numberless', password, ...number }
  const page = await browser.post(`${asked.url}/password`, typed, { from: asked })
  assert.equal(page.status, 403)
  const claimed = await browser.post(`${asked.url}/number`, { form_token: token, ...number }, { from: asked })
  assert.equal(claimed.location?.pathname, asked.url.pathname)
  assert.equal(server.phone.messages.length, sent)
  assert.equal((await accountNamed(server, 'numberless')).number, undefined)
})

test('a backup code in the field of the SMS code, and the other way round, is nobody’s code', async () => {
  const [code = ''] = await giveBackupCodes(server, 'alice')
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server).begin())
  const sms = await server.phone.code(sent + 1)
  assert.equal((await typeCode(browser, page, code)).status, 400)
  assert.equal((await typeBackupCode(browser, page, sms)).status, 422)
  assert.equal((await accountNamed(server, 'alice')).backupCodes?.codes.length, 10)
})

test('no backup code that was typed is in the log, right or wrong', async () => {
  const [code = ''] = await giveBackupCodes(server, 'alice')
  const browser = createBrowserClient()
  const page = await provePassword(browser, relyingParty(server).begin())
  await typeBackupCode(browser, page, 'WRNG2-CANRY')
  const asked = await browser.get(backupUrl(page))
  await browser.submit(asked, 'form.backup', { code })
  const log = (await server.log()).toUpperCase()
  for (const secret of ['WRNG2', 'CANRY', code, code.replace('-', ''), code.slice(0, 5)]) {
    assert.ok(!log.includes(secret), secret)
  }
})
