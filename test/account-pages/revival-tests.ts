import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '../../src/store/store.ts'
import { openAccount } from '../support/account.ts'
import { giveBackupCodes } from '../support/backup.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { logIn, relyingParty } from '../support/relying-party.ts'
import { signIn, storedAccount } from './people.ts'

/** Ninety-nine failures without their locks, as if they were spread over days. */
const spread = {
  perLock: 1000,
  firstLock: 1,
  longestLock: 1,
  ceiling: 100,
  slow: { failures: 1000, days: 30, triesADay: 1000 },
}

/** How somebody gets a factor back that too many wrong codes turned off. */
export function revivalTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  test('codes that wrong ones turned off come back with a backup code and a code to the number, and not before', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person21')
    const [code = ''] = await giveBackupCodes(server, 'person21')
    const { id, number } = await storedAccount(store, 'person21')
    for (let failure = 0; failure < 99; failure += 1) await store.challenges.attempt(id, 'sms', spread)
    const sent = server.phone.messages.length
    const start = await openAccount(server, browser, '/number')
    const asked = await browser.follow(await browser.submit(start, '/account/prove/number/sms-otp/start'))
    const right = await server.phone.code(sent + 1)
    const wrong = right.replace(/^./, (digit) => String((Number(digit) + 1) % 10))
    await browser.submit(asked, 'form.code', { code: wrong })
    assert.deepEqual((await storedAccount(store, 'person21')).disabledFactors, ['sms'])
    assert.equal((await store.challenges.barrier(id, 'sms'))?.kind, 'disabled')
    const late = await browser.submit(asked, 'form.code', { code: right })
    assert.notEqual(late.location?.pathname, '/account/number')
    assert.match(textOf(await openAccount(server, browser)), /Turned off after too many wrong codes/)

    const way = await browser.follow(
      await browser.submit(await openAccount(server, browser, '/number'), 'main form'),
    )
    assert.doesNotMatch(way.body, /one-time-code/)
    const proof = await browser.get(`${server.issuer}/account/prove/number/backup-code`)
    const form = await browser.follow(await browser.submit(proof, 'main form', { code }))
    assert.deepEqual(
      (await storedAccount(store, 'person21')).disabledFactors,
      ['sms'],
      'a proof is no change',
    )
    // The notice that a backup code was used.
    await server.phone.code(sent + 2)
    const confirm = await browser.follow(
      await browser.submit(form, '/account/number', { number: number ?? '', end_others: 'no' }),
    )
    const done = await browser.submit(confirm, 'form.code', { code: await server.phone.code(sent + 3) })
    assert.equal(done.status, 200)
    const revived = await storedAccount(store, 'person21')
    assert.deepEqual([revived.number, revived.disabledFactors], [number, undefined])
    assert.equal(await store.challenges.barrier(id, 'sms'), undefined)
    const callback = await logIn(server, createBrowserClient(), relyingParty(server).begin(), 'person21')
    assert.ok(callback.searchParams.get('code'))
  })
}
