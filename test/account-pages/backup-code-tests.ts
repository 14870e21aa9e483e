import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, textOf } from '../support/client.ts'
import { password, type TestServer } from '../support/latchkey.ts'
import { signIn, storedAccount } from './people.ts'

/** What backup codes and the code at sign-in must show. */
export function backupCodeTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  test('ten backup codes are shown once; one proves a change, once; new ones replace all', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person8')
    const codes = await makeCodes(browser)
    assert.equal(codes.length, 10)
    assert.ok(
      codes.every((code) => /^[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}$/.test(code)),
      codes.join(),
    )
    assert.ok(!JSON.stringify(await storedAccount(store, 'person8')).includes(codes[0] ?? '-'))
    const page = await openAccount(server, browser, '/backup-codes')
    assert.match(textOf(page), /You have 10 backup codes left/)
    const prove = () => browser.get(`${server.issuer}/account/prove/number/backup-code`)
    const half = await browser.submit(await prove(), 'main form', { code: codes[0]?.slice(0, 5) ?? '' })
    assert.equal(half.status, 422)
    const joined = await browser.submit(await prove(), 'main form', { code: `${codes[0]}${codes[1]}` })
    assert.equal(joined.status, 422)
    const proved = await browser.follow(
      await browser.submit(await prove(), 'main form', { code: codes[0]?.toLowerCase() ?? '' }),
    )
    assert.match(proved.body, /name="number"/)
    assert.equal((await browser.submit(await prove(), 'main form', { code: codes[0] ?? '' })).status, 422)
    const fresh = await makeCodes(browser)
    const old = await browser.submit(await prove(), 'main form', { code: codes[1] ?? '' })
    assert.equal(old.status, 422)
    assert.equal(new Set([...fresh, ...codes]).size, 20)
  })

  async function makeCodes(browser: BrowserClient): Promise<string[]> {
    const { server } = house()
    const form = await proveByCode(server, browser, 'backup-codes')
    const made = await browser.submit(form, '/account/backup-codes/make')
    assert.equal(made.headers['cache-control'], 'no-store')
    return [...made.body.matchAll(/<li><code>([^<]+)/g)].map(([, code]) => code ?? '')
  }

  test('the code is turned off only with backup codes in hand, and on again by password, code and one click', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person9')
    const page = await openAccount(server, browser, '/sms-code')
    assert.match(textOf(page), /Test application/)
    assert.match(textOf(page), /no backup codes/)
    await makeCodes(browser)
    const off = await browser.submit(
      await proveByCode(server, browser, 'opt-out', '/sms-code'),
      '/account/sms-code/off',
    )
    assert.match(textOf(off), /The code is turned off/)
    assert.equal((await storedAccount(store, 'person9')).smsOptOut, true)
    const start = await browser.follow(
      await browser.submit(await openAccount(server, browser, '/sms-code'), 'main form'),
    )
    const sent = server.phone.messages.length
    const asked = await browser.follow(await browser.submit(start, 'main form', { password }))
    const sending = await browser.follow(await browser.submit(asked, 'form.start'))
    const proved = await browser.follow(
      await browser.submit(sending, 'form.code', { code: await server.phone.code(sent + 1) }),
    )
    const on = await browser.submit(proved, '/account/sms-code/on')
    assert.match(textOf(on), /The code is turned on/)
    assert.equal((await storedAccount(store, 'person9')).smsOptOut, undefined)
  })
}
