import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { changeAccount } from '../../../src/accounts/change.ts'
import type { Settings } from '../../../src/config/settings.ts'
import { accountNamed, beside, giveBackupCodes } from '../../support/backup.ts'
import { createBrowserClient, type Page, textOf } from '../../support/client.ts'
import { password, startLatchkey, type TestServer } from '../../support/latchkey.ts'
import { claimsIn, goOn, provePassword, relyingParty, typeCode } from '../../support/relying-party.ts'
import { bothStores } from './stores.ts'

const names = [
  'first',
  'mistyping',
  'late',
  'session',
  'codes',
  'twice',
  'had',
  'limited',
  'refused',
  'crash',
  'rotating',
]

function withPeople(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const people = names.map((username) => ({ username, password_hash }))
  const owner = { username: 'owner', password_hash, number: '+94778880001', number_verified: true }
  const account = { ...settings.account, capture: 'trust-first-login' } as const
  const limits = { ...settings.limits, enrolment: { ...settings.limits.enrolment, account: 3 } }
  const unproved = { username: 'unproved', password_hash, number: '+94778880003', number_verified: false }
  return { ...settings, account, limits, users: [...people, owner, unproved] }
}

for (const [name, store] of await bothStores()) {
  describe(`a first number at login, on the ${name} store`, () => {
    let server: TestServer
    before(async () => {
      server = await startLatchkey({ ...(store === undefined ? {} : { store }), change: withPeople })
    })
    after(() => server.close())

    async function begin(username: string, clientId = 'app') {
      const browser = createBrowserClient()
      const party = relyingParty(server, clientId)
      const page = await provePassword(browser, party.begin(), username)
      return { browser, party, page }
    }

    /** Types a number and answers the page after it, and the code that came. */
    async function claim(
      { browser, page }: Pick<Awaited<ReturnType<typeof begin>>, 'browser' | 'page'>,
      number: string,
    ) {
      const sent = server.phone.messages.length
      const asked = await browser.get(`${page.url.origin}${page.url.pathname}/number`)
      const next = await browser.follow(await browser.submit(asked, 'form.enrolment', { number }))
      return { next, code: () => server.phone.code(sent + 1) }
    }

    const finished = (page: Page) => page.body.includes('http-equiv="refresh"')

    test('a cookie key that is exchanged between the number and its code disturbs nobody', async () => {
      const { browser, page } = await begin('rotating')
      const { next, code } = await claim({ browser, page }, '077 888 0012')
      const { outcome } = await server.reload(({ secrets, ...settings }) => {
        const cookieKeys = [randomBytes(32).toString('base64url'), ...secrets.cookieKeys]
        return { ...settings, secrets: { ...secrets, cookieKeys } }
      })
      assert.equal(outcome, 'applied')
      assert.ok((await goOn(browser, await typeCode(browser, next, await code()))).searchParams.get('code'))
      assert.equal((await accountNamed(server, 'rotating')).number, '+94778880012')
    })

    test('a number is asked for, proved by a code to it, and only then the account’s; the tokens say both factors', async () => {
      const { browser, party, page } = await begin('first')
      assert.match(textOf(page), /Your mobile number/)
      assert.match(textOf(page), /does not keep out somebody who takes over your number/)
      const { next, code } = await claim({ browser, page }, '077 888 0002')
      assert.match(textOf(next), /\+94778880002/)
      const { number } = await accountNamed(server, 'first')
      assert.equal(number, undefined)
      const callback = await goOn(browser, await typeCode(browser, next, await code()))
      const claims = claimsIn((await party.redeem(callback.searchParams.get('code') ?? '')).body.id_token)
      assert.deepEqual([claims.acr, claims.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
      const saved = await accountNamed(server, 'first')
      assert.deepEqual(
        [saved.number, saved.numberVerified, saved.hadNumber],
        ['+94778880002', true, undefined],
      )
      const again = await begin('first')
      assert.match(textOf(again.page), /Enter your code/)
    })

    test('what is no number, or one that nothing is sent to, is refused with a reason before anything is sent', async () => {
      const login = await begin('refused')
      const sent = server.phone.messages.length
      for (const [typed, why] of [
        ['', /Type your mobile number/],
        ['not a number', /not a phone number/],
        ['077', /too short/],
        ['+94 77 888 0002 77 888 0002', /too long/],
        ['+94 00 000 0000', /no such number/],
        ['+44 7400 123456', /cannot send messages to that country/],
        ['+94 11 234 5678', /cannot send messages to that country or kind/],
      ] as const) {
        const { next } = await claim(login, typed)
        assert.equal(next.status, 400, typed)
        assert.match(textOf(next), why)
      }
      assert.equal(server.phone.messages.length, sent)
      const token = /name="form_token" value="([^"]+)"/.exec(login.page.body)?.[1] ?? ''
      const extra = { form_token: token, number: '+94778880009', numberVerified: 'true' }
      const url = `${login.page.url.origin}${login.page.url.pathname}/number`
      assert.equal((await login.browser.post(url, extra, { from: login.page })).status, 400)
    })

    test('a mistyped number is changed on the way, and the code to the old one is worth nothing', async () => {
      const login = await begin('mistyping')
      const wrong = await claim(login, '+94778880003')
      const old = await wrong.code()
      assert.match(textOf(wrong.next), /Not the right number/)
      const right = await claim(login, '+94778880004')
      const code = await right.code()
      if (old !== code) assert.equal((await typeCode(login.browser, right.next, old)).status, 422)
      assert.ok(finished(await typeCode(login.browser, right.next, code)))
      assert.equal((await accountNamed(server, 'mistyping')).number, '+94778880004')
    })

    test('a number that belongs to somebody else ends on a calm page that does not say whose', async () => {
      const login = await begin('late')
      const { next, code } = await claim(login, '+94778880001')
      const answer = await typeCode(login.browser, next, await code())
      assert.equal(answer.status, 409)
      assert.match(textOf(answer), /cannot be used for this account/)
      assert.ok(!/owner/.test(textOf(answer)))
      assert.equal((await accountNamed(server, 'late')).number, undefined)
      const another = await claim(login, '+94778880005')
      assert.ok(finished(await typeCode(login.browser, another.next, await another.code())))
    })

    test('a session alone enrols nothing: the password is asked for again', async () => {
      const { browser, page } = await begin('session', 'basic')
      await goOn(browser, page)
      const party = relyingParty(server)
      const asked = await browser.follow(await browser.get(party.begin()))
      assert.match(textOf(asked), /Password/)
      const silent = await browser.get(party.begin({ prompt: 'none' }))
      assert.equal(silent.location?.searchParams.get('error'), 'login_required')
      const typed = { identifier: 'session', password }
      const next = await browser.follow(await browser.submit(asked, 'form', typed))
      const { next: code, code: sms } = await claim({ browser, page: next }, '+94778880006')
      assert.ok((await goOn(browser, await typeCode(browser, code, await sms()))).searchParams.get('code'))
    })

    test('whoever ever had a second factor enrols none by the password alone', async () => {
      const change = (username: string, facts: object) =>
        beside(server, async ({ accounts }) => {
          const { id } = await accountNamed(server, username)
          await changeAccount({ accounts, clock: Date.now }, id, (account) => ({ ...account, ...facts }))
        })
      await change('had', { hadNumber: true })
      await giveBackupCodes(server, 'codes')
      const gone = await begin('had')
      assert.match(textOf(gone.page), /No mobile number/)
      assert.equal(gone.page.status, 403)
      assert.match(textOf((await begin('codes')).page), /Use a backup code/)
      // Used up, or turned off by wrong codes: still no way to begin anew.
      await change('codes', { backupCodes: { salt: 'c2FsdA', codes: [], used: ['digest'] } })
      assert.match(textOf((await begin('codes')).page), /No mobile number/)
      const page = gone.page.url.pathname.replace(/\/password$/, '')
      const looked = await gone.browser.get(`${gone.page.url.origin}${page}/number`)
      assert.equal(looked.location?.pathname, page)
    })

    test('a number that nobody has proved gets no code, counts as no factor, and is not replaced by the password', async () => {
      const sent = server.phone.messages.length
      const { page } = await begin('unproved')
      assert.equal(page.status, 403)
      assert.match(textOf(page), /No mobile number/)
      const { browser, party, page: onward } = await begin('unproved', 'if-enrolled')
      const { body } = await party.redeem((await goOn(browser, onward)).searchParams.get('code'))
      assert.deepEqual(claimsIn(body.id_token).amr, ['pwd'])
      assert.equal(server.phone.messages.length, sent)
    })

    test('two logins that enrol at once: one number is the account’s, and the other login begins anew', async () => {
      const logins = [await begin('twice'), await begin('twice')] as const
      const claims: { next: Page; code: string }[] = []
      for (const [index, login] of logins.entries()) {
        const { next, code } = await claim(login, `+9477888010${index}`)
        claims.push({ next, code: await code() })
      }
      const answers = await Promise.all(
        logins.map(({ browser }, index) => {
          const { next, code } = claims[index] ?? assert.fail()
          return typeCode(browser, next, code)
        }),
      )
      assert.equal(answers.filter(finished).length, 1)
      const loser = answers.findIndex((answer) => !finished(answer))
      const { browser } = logins[loser] ?? assert.fail()
      assert.match(textOf(await browser.follow(answers[loser] ?? assert.fail())), /Password/)
      assert.match((await accountNamed(server, 'twice')).number ?? '', /^\+9477888010[01]$/)
    })

    test('enrolling has a budget of its own: after a few messages a day the page says so, and nothing is sent', async () => {
      const login = await begin('limited')
      for (const last of [1, 2, 3]) await (await claim(login, `+9477888020${last}`)).code()
      const sent = server.phone.messages.length
      const { next } = await claim(login, '+94778880204')
      await wait(50)
      assert.equal(server.phone.messages.length, sent)
      assert.match(textOf(await login.browser.get(next.url)), /there were too many lately/)
    })

    test('a login that ends between the code and the account leaves the account as it was, and can be begun again', async () => {
      const login = await begin('crash')
      const { next, code } = await claim(login, '+94778880007')
      const typed = await code()
      const { id } = await accountNamed(server, 'crash')
      // As far as a process comes that dies right after the code was right: it is used, and nothing is written.
      await beside(server, async ({ accounts }) => {
        await changeAccount({ accounts, clock: Date.now }, id, (account) => ({ ...account, disabled: true }))
      })
      const lost = await login.browser.follow(await typeCode(login.browser, next, typed))
      assert.ok(!finished(lost))
      await beside(server, async ({ accounts }) => {
        await changeAccount({ accounts, clock: Date.now }, id, ({ disabled: _, ...account }) => account)
      })
      assert.equal((await accountNamed(server, 'crash')).number, undefined)
      const again = await begin('crash')
      const second = await claim(again, '+94778880007')
      assert.ok(finished(await typeCode(again.browser, second.next, await second.code())))
    })
  })
}
