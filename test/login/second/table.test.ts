import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Settings } from '../../../src/config/settings.ts'
import { giveBackupCodes, typeBackupCode } from '../../support/backup.ts'
import { createBrowserClient, textOf } from '../../support/client.ts'
import { password, startLatchkey, type TestServer } from '../../support/latchkey.ts'
import { claimsIn, goOn, provePassword, relyingParty, typeCode } from '../../support/relying-party.ts'
import { bothStores } from './stores.ts'

/** What a cell of the table comes to: what is proved, or the page that explains. */
type Outcome = 'password' | 'code' | 'backup' | 'code or backup' | RegExp

const explains = {
  optedOut: /Your account does without codes/,
  noNumber: /No mobile number/,
  off: /Codes are switched off/,
}

/** Row by row: enrolled, opted out, no number, factor off; without backup codes, then with them. */
const table: Readonly<
  Record<string, { readonly without: readonly Outcome[]; readonly with: readonly Outcome[] }>
> = {
  basic: {
    without: ['password', 'password', 'password', 'password'],
    with: ['password', 'password', 'password', 'password'],
  },
  'if-enrolled': {
    without: ['code', 'password', 'password', 'password'],
    with: ['code or backup', 'password', 'password', 'password'],
  },
  app: {
    without: ['code', explains.optedOut, explains.noNumber, explains.off],
    with: ['code or backup', 'backup', 'backup', 'backup'],
  },
}
const columns = ['enrolled', 'opted-out', 'numberless', 'switched-off'] as const

function withPeople(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const people = ['without', 'with'].flatMap((codes, index) => [
    { username: `enrolled-${codes}`, number: `+9477888880${index}`, number_verified: true },
    {
      username: `opted-out-${codes}`,
      number: `+9477888881${index}`,
      number_verified: true,
      disable_sms_otp: true,
    },
    { username: `numberless-${codes}` },
    { username: `switched-off-${codes}`, number: `+9477888882${index}`, number_verified: true },
  ])
  return { ...settings, users: people.map((person) => ({ ...person, password_hash })) }
}

function switchedOff(settings: Settings): Settings {
  const { authentication } = settings
  const smsOtp = { ...authentication.smsOtp, enabled: false }
  return { ...withPeople(settings), authentication: { ...authentication, smsOtp } }
}

const oneFactor = { acr: 'urn:latchkey:1fa', amr: ['pwd'] }
const bySms = { acr: 'urn:latchkey:2fa', amr: ['pwd', 'sms', 'mfa'] }
const byBackup = { acr: 'urn:latchkey:2fa', amr: ['pwd', 'otp', 'mfa'] }

for (const [name, store] of await bothStores()) {
  describe(`who must prove what, on the ${name} store`, () => {
    let on: TestServer
    let off: TestServer
    const codes = new Map<string, string[]>()
    before(async () => {
      const options = store === undefined ? {} : { store }
      on = await startLatchkey({ ...options, change: withPeople })
      off = await startLatchkey({ ...options, change: switchedOff })
      for (const column of columns) {
        const server = column === 'switched-off' ? off : on
        codes.set(column, [...(await giveBackupCodes(server, `${column}-with`))])
      }
    })
    after(async () => {
      await on.close()
      await off.close()
    })

    async function tokens(
      server: TestServer,
      clientId: string,
      username: string,
      how: 'password' | 'code' | 'backup',
    ) {
      const browser = createBrowserClient()
      const party = relyingParty(server, clientId)
      const sent = server.phone.messages.length
      const page = await provePassword(browser, party.begin(), username)
      if (how === 'password') assert.equal(server.phone.messages.length, sent)
      const last =
        how === 'password'
          ? page
          : how === 'code'
            ? await typeCode(browser, page, await server.phone.code(sent + 1))
            : await typeBackupCode(browser, page, codes.get(username.replace(/-with$/, ''))?.pop() ?? '')
      const callback = await goOn(browser, last)
      const { acr, amr } = claimsIn(
        (await party.redeem(callback.searchParams.get('code') ?? '')).body.id_token,
      )
      return { acr, amr }
    }

    async function explained(server: TestServer, clientId: string, username: string, text: RegExp) {
      const browser = createBrowserClient()
      const sent = server.phone.messages.length
      const page = await provePassword(browser, relyingParty(server, clientId).begin(), username)
      assert.equal(page.status, 403)
      assert.match(textOf(page), text)
      const refused = await browser.submit(page, 'form.abort')
      const error = (await goOn(browser, refused)).searchParams.get('error')
      assert.equal(error, 'unmet_authentication_requirements')
      assert.equal(server.phone.messages.length, sent)
    }

    for (const [clientId, row] of Object.entries(table)) {
      for (const [index, column] of columns.entries()) {
        for (const having of ['without', 'with'] as const) {
          const outcome = row[having][index] ?? assert.fail('a cell is missing')
          test(`${clientId}, ${column}, ${having} backup codes: ${outcome}`, async () => {
            const server = column === 'switched-off' ? off : on
            const username = `${column}-${having}`
            if (outcome instanceof RegExp) return explained(server, clientId, username, outcome)
            const got = (how: 'password' | 'code' | 'backup') => tokens(server, clientId, username, how)
            if (outcome === 'password') assert.deepEqual(await got('password'), oneFactor)
            if (outcome.startsWith('code')) assert.deepEqual(await got('code'), bySms)
            if (outcome.endsWith('backup')) {
              const sent = server.phone.messages.length
              assert.deepEqual(await got('backup'), byBackup)
              // Where there is no other way, nothing was sent but the notice to a number that is proved.
              if (outcome === 'backup') {
                const news = server.phone.messages.slice(sent)
                assert.ok(news.every(({ text }) => !text.includes('#')))
              }
            }
          })
        }
      }
    }

    test('a requested acr of two factors turns a row into required, over HTTP, too', async () => {
      const browser = createBrowserClient()
      const request = { acr_values: 'urn:latchkey:2fa' }
      const asked = await browser.follow(await browser.get(relyingParty(on, 'basic').begin(request)))
      const typed = { identifier: 'opted-out-without', password }
      const page = await browser.follow(await browser.submit(asked, 'form', typed))
      assert.match(textOf(page), explains.optedOut)
    })
  })
}
