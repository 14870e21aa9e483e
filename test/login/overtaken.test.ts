import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Account } from '../../src/accounts/account.ts'
import { changeAccount } from '../../src/accounts/change.ts'
import { withNumber } from '../../src/accounts/number.ts'
import { withPassword } from '../../src/accounts/set-password.ts'
import type { Settings } from '../../src/config/settings.ts'
import { accountNamed, backupUrl, beside, giveBackupCodes } from '../support/backup.ts'
import { createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'
import { provePassword, relyingParty, typeCode } from '../support/relying-party.ts'
import { bothStores } from './second/stores.ts'

function withPeople(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const people = Array.from({ length: 5 }, (_, index) => ({
    username: `person${index}`,
    number: `+9477888600${index}`,
    number_verified: true,
    password_hash,
  }))
  const account = { ...settings.account, capture: 'trust-first-login' } as const
  const smsOtp = { ...settings.authentication.smsOtp, cooldownSeconds: [0] }
  // Another message may be asked for at once.
  const authentication = { ...settings.authentication, smsOtp }
  return { ...settings, account, authentication, users: [...settings.users, ...people] }
}

const anotherNumber = (account: Account) => withNumber(account, '+94778886100')
const anotherPassword = (account: Account) =>
  withPassword(account, `${account.passwordHash}x`, Date.now(), 'none')

for (const [name, store] of await bothStores()) {
  describe(`a login that a change of the account overtakes, on the ${name} store`, () => {
    let server: TestServer
    before(async () => {
      server = await startLatchkey({ ...(store && { store }), change: withPeople })
    })
    after(() => server.close())

    const change = async (username: string, to: (account: Account) => Account) => {
      const { id } = await accountNamed(server, username)
      await beside(server, ({ accounts }) => changeAccount({ accounts, clock: Date.now }, id, to))
    }

    async function begin(username: string) {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await provePassword(browser, relyingParty(server).begin(), username)
      /** Where an answer leads, which must be the beginning. */
      const startsAnew = async (answer: Page) => {
        const next = await browser.follow(answer)
        assert.match(next.body, /autocomplete="current-password"/)
      }
      return { browser, page, sent, startsAnew }
    }

    test('a code to a number that is no longer the account’s opens nothing, and no other is sent there', async () => {
      const { browser, page, sent, startsAnew } = await begin('person0')
      const code = await server.phone.code(sent + 1)
      await change('person0', anotherNumber)
      await startsAnew(await typeCode(browser, page, code))
      await startsAnew(await browser.submit(page, `${page.url.pathname}/sms-otp/resend`))
      assert.equal(server.phone.messages.length, sent + 1)
    })

    test('nothing more is sent to a number that is no longer the account’s, whatever is asked for first', async () => {
      const { browser, page, sent, startsAnew } = await begin('person4')
      await server.phone.code(sent + 1)
      await change('person4', (account) => withNumber(account, '+94778886104'))
      await startsAnew(await browser.submit(page, `${page.url.pathname}/sms-otp/resend`))
      assert.equal(server.phone.messages.length, sent + 1)
    })

    test('a password that was replaced after it was proved opens nothing, whatever sessions the change left', async () => {
      const { browser, page, sent, startsAnew } = await begin('person1')
      const code = await server.phone.code(sent + 1)
      await change('person1', anotherPassword)
      await startsAnew(await typeCode(browser, page, code))
    })

    test('a wrong code is answered there as the right one is: the login begins anew', async () => {
      const { browser, page, sent, startsAnew } = await begin('person3')
      const code = await server.phone.code(sent + 1)
      await change('person3', anotherPassword)
      await startsAnew(await typeCode(browser, page, code === '000000' ? '000001' : '000000'))
    })

    test('a backup code is not used up for a login that is over anyway', async () => {
      const [code = ''] = await giveBackupCodes(server, 'person2')
      const { browser, page, startsAnew } = await begin('person2')
      const asked = await browser.get(backupUrl(page), { from: page })
      const before = await accountNamed(server, 'person2')
      await change('person2', anotherPassword)
      await startsAnew(await browser.submit(asked, 'form.backup', { code }))
      assert.deepEqual((await accountNamed(server, 'person2')).backupCodes, before.backupCodes)
    })

    test('whoever has the old password enrols no number with it', async () => {
      const { browser, page, startsAnew } = await begin('numberless')
      const sent = server.phone.messages.length
      const next = await browser.follow(
        await browser.submit(page, 'form.enrolment', { number: '+94778886200' }),
      )
      const code = await server.phone.code(sent + 1)
      assert.match(textOf(next), /\+94778886200/)
      await change('numberless', anotherPassword)
      await startsAnew(await typeCode(browser, next, code))
      assert.equal((await accountNamed(server, 'numberless')).number, undefined)
    })
  })
}
