import assert from 'node:assert/strict'
import { after, before, describe, mock, test } from 'node:test'
import type { Settings } from '../../src/config/settings.ts'
import type { Store } from '../../src/store/store.ts'
import { openAccount, proveByCode } from '../support/account.ts'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../support/client.ts'
import type { TestServer } from '../support/latchkey.ts'
import { provePassword, relyingParty } from '../support/relying-party.ts'
import { signIn, storedAccount } from './people.ts'

const hours = 24
const hour = 3_600_000

/** What a change of number must show where it waits for its hour. */
export function holdTests(house: () => { readonly server: TestServer; readonly store: Store }): void {
  const holding = (numberHoldHours: number) => (settings: Settings) => ({
    ...settings,
    account: { ...settings.account, numberHoldHours },
  })

  /** Confirms a number by a code to the old one and a code to it; answers the page after that. */
  async function confirm(browser: BrowserClient, number: string): Promise<Page> {
    const { server } = house()
    const form = await proveByCode(server, browser, 'number')
    const sent = server.phone.messages.length
    const asked = await browser.follow(await browser.submit(form, '/account/number', { number }))
    const done = await browser.submit(asked, 'form.code', { code: await server.phone.code(sent + 1) })
    // The old number is told, while there is still time to object.
    if (done.status === 200) await server.phone.code(sent + 2)
    return done
  }

  /** Where the code goes when this person signs in now. */
  async function codesGoTo(identifier: string): Promise<string | undefined> {
    const { server } = house()
    const sent = server.phone.messages.length
    await provePassword(createBrowserClient(), relyingParty(server).begin(), identifier)
    await server.phone.code(sent + 1)
    return server.phone.messages.at(-1)?.to
  }

  describe('where a new number is held', () => {
    // The server takes its clock when it starts.
    before(() => {
      mock.timers.enable({ apis: ['Date'], now: Date.now() })
      return house().server.restart(holding(hours))
    })
    after(() => {
      mock.timers.reset()
      return house().server.restart()
    })

    test('the old number works until the hour has come, the new one from then on', async () => {
      const { server, store } = house()
      const { browser } = await signIn(server, 'person23')
      const done = await confirm(browser, '+94778889123')
      const notice = server.phone.messages.at(-1)
      assert.equal(notice?.to, '+94778890023')
      assert.match(notice?.text ?? '', /will be changed soon/)
      assert.match(textOf(done), /The old one stays in force for a while.*Your number will be .*23 from/s)
      const { number, nextNumber } = await storedAccount(store, 'person23')
      assert.deepEqual([number, nextNumber?.number], ['+94778890023', '+94778889123'])
      assert.equal(nextNumber?.at, Date.now() + hours * hour)
      const other = (await signIn(server, 'person24')).browser
      const taken = await confirm(other, '+94778889123')
      assert.match(textOf(taken), /belongs to another account/, 'it is nobody else’s meanwhile')
      mock.timers.tick(hours * hour - 1000)
      assert.equal(await codesGoTo('person23'), '+94778890023')
      mock.timers.tick(1000)
      assert.equal(await codesGoTo('+94778889123'), '+94778889123')
      const moved = await storedAccount(store, 'person23')
      assert.deepEqual([moved.number, moved.nextNumber], ['+94778889123', undefined])
    })

    test('a second number takes the place of the one that waits, and its own time to wait', async () => {
      const { server, store } = house()
      const { browser } = await signIn(server, 'person25')
      await confirm(browser, '+94778889125')
      assert.ok(await store.accounts.findByIdentifier('+94778889125'))
      mock.timers.tick(600_000)
      const done = await confirm(browser, '+94778889126')
      assert.match(textOf(done), /Your number will be .*26 from/s)
      const { nextNumber } = await storedAccount(store, 'person25')
      assert.equal(nextNumber?.number, '+94778889126')
      assert.equal(nextNumber?.at, Date.now() + hours * hour)
      assert.equal(await store.accounts.findByIdentifier('+94778889125'), undefined, 'given up')
    })

    test('a number that waits is taken back with a proof, and nothing of it is left', async () => {
      const { server, store } = house()
      const { browser } = await signIn(server, 'person26')
      const { nextNumber: _, ...before } = await storedAccount(store, 'person26')
      const waiting = await confirm(browser, '+94778889127')
      assert.doesNotMatch(waiting.body, /number\/cancel/, 'its proof is used up')
      const form = await proveByCode(server, browser, 'number')
      const kept = await browser.submit(form, '/account/number/cancel')
      assert.match(textOf(kept), /The old number stays/)
      assert.doesNotMatch(textOf(await openAccount(server, browser, '/number')), /Your number will be/)
      const after = await storedAccount(store, 'person26')
      const written = {
        version: after.version,
        updatedAt: after.updatedAt,
        endedSessions: after.endedSessions,
        hadNumber: true,
      }
      assert.deepEqual(after, { ...before, ...written })
      assert.equal(await store.accounts.findByIdentifier('+94778889127'), undefined)
      const again = await browser.submit(form, '/account/number/cancel')
      assert.equal(again.location?.pathname, '/account/prove/number', 'one proof takes back one change')
    })
  })
}
