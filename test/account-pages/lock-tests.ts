import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultBounds } from '../../interactions/sms-otp/failures.ts'
import type { Store } from '../../src/store/store.ts'
import { openAccount } from '../support/account.ts'
import type { TestServer } from '../support/latchkey.ts'
import { signIn, storedAccount } from './people.ts'

/** What a lock means to whoever is signed in already. */
export function lockTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  test('wrong codes typed elsewhere lock the account pages, too: the right code proves nothing, and none is sent', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person27')
    const sent = server.phone.messages.length
    const page = await openAccount(server, browser, '/number')
    const asked = await browser.follow(await browser.submit(page, '/account/prove/number/sms-otp/start'))
    const code = await server.phone.code(sent + 1)
    const { id } = await storedAccount(store, 'person27')
    for (let wrong = 0; wrong < defaultBounds.perLock; wrong += 1)
      await store.challenges.attempt(id, 'sms', defaultBounds)
    await browser.follow(await browser.submit(asked, 'form.code', { code }))
    const after = await openAccount(server, browser, '/number')
    assert.doesNotMatch(after.body, /action="\/account\/number"/, 'there is no proof')
    const again = await browser.submit(page, '/account/prove/number/sms-otp/start')
    await browser.follow(again)
    assert.equal(server.phone.messages.length, sent + 1)
  })
}
