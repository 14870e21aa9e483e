import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '../../interactions/digest.ts'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { textOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { signIn, storedAccount } from './people.ts'

/** What a change of number must show. */
export function numberTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  test('a number is changed by a code to the old one, then a code to the new one, and the old one is told', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person0')
    const form = await proveByCode(server, browser, 'number')
    const sent = server.phone.messages.length
    const asked = await browser.follow(
      await browser.submit(form, '/account/number', { country: 'LK', number: '077 888 9100' }),
    )
    assert.match(textOf(asked), /\+94778889100/)
    const code = await server.phone.code(sent + 1)
    assert.equal(server.phone.messages.at(-1)?.to, '+94778889100')
    assert.equal((await storedAccount(store, 'person0')).number, '+94778890000')
    const thief = await browser.copy()
    const done = await browser.submit(asked, 'form.code', { code })
    assert.match(textOf(done), /was changed/)
    assert.equal((await openAccount(server, browser)).url.pathname, '/account')
    assert.notEqual((await openAccount(server, thief)).url.pathname, '/account', 'a copy of the cookie')
    const account = await storedAccount(store, 'person0')
    assert.deepEqual([account.number, account.numberVerified], ['+94778889100', true])
    await server.phone.code(sent + 2)
    const notice = server.phone.messages.at(-1)
    assert.match(notice?.text ?? '', /mobile number of your account was changed/)
    assert.doesNotMatch(notice?.text ?? '', /http/)
  })

  test('before anything is confirmed, and beside the form, stands which applications know the person by the number', async () => {
    const { server } = house()
    const { browser } = await signIn(server, 'person22')
    const pages = [
      await openAccount(server, browser, '/number'),
      await proveByCode(server, browser, 'number'),
    ]
    for (const page of pages) {
      assert.match(textOf(page), /know you by your number.*Parcel tracker/s)
      assert.doesNotMatch(textOf(page), /Test application/)
    }
    const numberless = (await signIn(server, 'numberless')).browser
    assert.doesNotMatch(textOf(await openAccount(server, numberless, '/number')), /Parcel tracker/)
  })

  test('however often a number is corrected, what was proved for it is over when it would have been', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person27')
    const form = await proveByCode(server, browser, 'number')
    const { id } = await storedAccount(store, 'person27')
    const { latchkey_browser: secret = '' } = await browser.cookies(server.issuer)
    const place = { account: id, purpose: 'change:number', browser: digestOf(secret) }
    const typed = { country: 'LK', number: '077 888 9270' }
    const asked = await browser.follow(await browser.submit(form, '/account/number', typed))
    const { until } = (await store.pending.look(place)) ?? {}
    assert.ok(Math.abs(Number(until) - Date.now() - 15 * 60_000) < 10_000)
    const correct = await openAccount(server, browser, '/number/correct')
    await browser.submit(correct, '/account/number/correct', { ...typed, number: '077 888 9271' })
    const waiting = await store.pending.look(place)
    assert.deepEqual([waiting?.number, waiting?.until], ['+94778889271', until])
    assert.equal(asked.status, 200)
  })

  test('of two changes at once one is made, and no number is half anybody’s', async () => {
    const { server, store } = house()
    const first = (await signIn(server, 'person5')).browser
    const second = (await signIn(server, 'person5')).browser
    const pages = []
    for (const [browser, number] of [
      [first, '0778889105'],
      [second, '0778889106'],
    ] as const) {
      const form = await proveByCode(server, browser, 'number')
      const sent = server.phone.messages.length
      const asked = await browser.follow(
        await browser.submit(form, '/account/number', { country: 'LK', number }),
      )
      pages.push({ browser, asked, code: await server.phone.code(sent + 1) })
    }
    const answers = await Promise.all(
      pages.map(({ browser, asked, code }) => browser.submit(asked, 'form.code', { code })),
    )
    // The slower one is told, or is signed out by the faster one already.
    const [made, late] = answers.map(({ status }) => status).sort()
    assert.ok(made === 200 && (late === 409 || late === 303), `${made} ${late}`)
    const account = await storedAccount(store, 'person5')
    assert.ok(['+94778889105', '+94778889106'].includes(account.number ?? ''))
    const loser = account.number === '+94778889105' ? '+94778889106' : '+94778889105'
    assert.equal(await store.accounts.findByIdentifier(loser), undefined)
  })

  test('a mistyped number is said, and one that waits is mended without starting over', async () => {
    const { server, store } = house()
    const { browser } = await signIn(server, 'person6')
    const form = await proveByCode(server, browser, 'number')
    for (const [number, said] of [
      ['', /Type your mobile number/],
      ['077 888', /too short/],
      ['hello', /not a phone number/],
      ['+49 1512 3456789', /countries in the list/],
    ] as const) {
      const again = await browser.submit(form, '/account/number', { country: 'LK', number })
      assert.equal(again.status, 422)
      assert.match(textOf(again), said)
    }
    const sent = server.phone.messages.length
    const asked = await browser.follow(
      await browser.submit(form, '/account/number', { country: 'LK', number: '+94 77 888 9107' }),
    )
    await server.phone.code(sent + 1)
    const correct = await browser.get(`${server.issuer}/account/number/correct`)
    const next = await browser.follow(
      await browser.submit(correct, '/account/number/correct', { number: '0094778889108' }),
    )
    const code = await server.phone.code(sent + 2)
    assert.equal(server.phone.messages.at(-1)?.to, '+94778889108')
    assert.match(textOf(await browser.submit(next, 'form.code', { code })), /was changed/)
    assert.equal((await storedAccount(store, 'person6')).number, '+94778889108')
    assert.equal(asked.status, 200)
  })

  test('a number that another account has is not taken away from it', async () => {
    const { server } = house()
    const { browser } = await signIn(server, 'person7')
    const form = await proveByCode(server, browser, 'number')
    const sent = server.phone.messages.length
    const asked = await browser.follow(
      await browser.submit(form, '/account/number', { country: 'LK', number: '+94778888888' }),
    )
    const done = await browser.submit(asked, 'form.code', { code: await server.phone.code(sent + 1) })
    assert.equal(done.status, 409)
    assert.match(textOf(done), /belongs to another account/)
  })
}
