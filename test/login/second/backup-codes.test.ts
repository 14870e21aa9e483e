import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Settings } from '../../../src/config/settings.ts'
import { accountNamed, backupUrl, beside, giveBackupCodes, typeBackupCode } from '../../support/backup.ts'
import { createBrowserClient, type Page, textOf } from '../../support/client.ts'
import { startLatchkey, type TestServer } from '../../support/latchkey.ts'
import { claimsIn, goOn, provePassword, relyingParty, typeCode } from '../../support/relying-party.ts'
import { bothStores } from './stores.ts'

const names = [
  'usual',
  'few',
  'unsent',
  'near',
  'double',
  'stepping',
  'told',
  'disabled',
  'locked',
  'without',
]

function withPeople(settings: Settings): Settings {
  const [{ password_hash = '' } = {}] = settings.users
  const users = names.map((username, index) => ({
    username,
    password_hash,
    number: `+947788888${10 + index}`,
    number_verified: true,
  }))
  return { ...settings, users }
}

for (const [name, store] of await bothStores()) {
  describe(`backup codes in a login on the ${name} store`, () => {
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

    const finished = (page: Page) => page.body.includes('http-equiv="refresh"')

    test('a backup code is asked for beside the code, at any time, and the way back is there', async () => {
      const [code = ''] = await giveBackupCodes(server, 'usual')
      const { browser, party, page } = await begin('usual')
      assert.match(page.body, /<a href="[^"]+\/backup-code">Use a backup code instead<\/a>/)
      const sent = server.phone.messages.length
      const asked = await browser.get(backupUrl(page))
      assert.match(textOf(asked), /Use a code by text message instead/)
      await browser.get(backupUrl(page))
      assert.equal(server.phone.messages.length, sent)
      const callback = await goOn(browser, await browser.submit(asked, 'form.backup', { code }))
      const { body } = await party.redeem(callback.searchParams.get('code') ?? '')
      const claims = claimsIn(body.id_token)
      assert.deepEqual([claims.acr, claims.amr], ['urn:latchkey:2fa', ['pwd', 'otp', 'mfa']])
      const again = await begin('usual')
      assert.equal((await typeBackupCode(again.browser, again.page, code)).status, 422)
    })

    test('an account without backup codes is led to none, and cannot type one', async () => {
      const { browser, page } = await begin('without')
      assert.ok(!page.body.includes('backup-code'))
      const looked = await browser.get(backupUrl(page))
      assert.equal(looked.location?.pathname, page.url.pathname)
      const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      const posted = await browser.post(
        backupUrl(page),
        { form_token: token, code: '7KQ2M-XW4TP' },
        { from: page },
      )
      assert.equal(posted.location?.pathname, page.url.pathname)
      assert.equal(
        await beside(server, async ({ challenges }) =>
          challenges.barrier((await accountNamed(server, 'without')).id, 'backup'),
        ),
        undefined,
      )
    })

    test('a person whose codes run out reads so on the way, and nobody else is held up', async () => {
      const codes = await giveBackupCodes(server, 'few', {
        codes: ['AAAAA-22222', 'BBBBB-33333', 'CCCCC-44444', 'DDDDD-55555', 'EEEEE-66666'],
      })
      const pages = []
      for (const code of codes) {
        const { browser, page } = await begin('few')
        const last = await typeBackupCode(browser, page, code)
        pages.push(last)
        const next = /class="button" href="([^"]+)"/.exec(last.body)?.[1] ?? ''
        const callback = await browser.follow(
          await browser.get(new URL(next.replaceAll('&amp;', '&'), last.url)),
          ({ host }) => host === 'app.example',
        )
        assert.ok(callback.location?.searchParams.get('code'))
      }
      assert.deepEqual(pages.map(finished), [true, false, false, false, false])
      assert.deepEqual(
        pages.map((page) => /<h1>([^<]+)</.exec(page.body)?.[1]),
        [
          'One moment',
          '3 backup codes left',
          '2 backup codes left',
          '1 backup code left',
          'That was your last backup code',
        ],
      )
    })

    test('a backup code also helps when no message could be sent', async () => {
      const [code = ''] = await giveBackupCodes(server, 'unsent')
      server.phone.behave('refuse')
      try {
        const { browser, page } = await begin('unsent')
        assert.match(textOf(page), /could not be sent/)
        assert.ok(finished(await typeBackupCode(browser, page, code)))
      } finally {
        server.phone.behave('accept')
      }
    })

    test('halves, joined codes, codes with something added and other forms never match, and say what is wrong', async () => {
      const [one = '', two = ''] = await giveBackupCodes(server, 'near')
      const { browser, page } = await begin('near')
      const said = async (code: string) => {
        const answer = await typeBackupCode(browser, page, code)
        return [answer.status, textOf(answer)] as const
      }
      for (const near of [one.slice(0, 5), `${one}${two}`, `${one}2`, `2${one}`]) {
        const [status, text] = await said(near)
        assert.equal(status, 422)
        assert.match(text, /none of your backup codes/)
      }
      for (const form of [`${one},${two}`, `${one}*`, '%', '{}']) {
        const [status, text] = await said(form)
        assert.equal(status, 400)
        assert.match(text, /letters and digits only/)
      }
      assert.match((await said(' '))[1], /Type one of your backup codes/)
      const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      for (const body of [
        `form_token=${token}&code=${one}&code=${two}`,
        `form_token=${token}&code[]=${one}`,
        `form_token=${token}&code=${one}&verified=true`,
      ]) {
        assert.equal((await browser.post(backupUrl(page), body, { from: page })).status, 400)
      }
      assert.ok(finished(await typeBackupCode(browser, page, ` ${one.toLowerCase().replace('-', ' ')} `)))
    })

    test('a double click on the right code signs in, and a used code says that it was used', async () => {
      const [code = ''] = await giveBackupCodes(server, 'double')
      const { browser, page } = await begin('double')
      const asked = await browser.get(backupUrl(page))
      const answers = await Promise.all([1, 2, 3].map(() => browser.submit(asked, 'form.backup', { code })))
      assert.ok(answers.every(finished))
      const later = await begin('double')
      assert.match(textOf(await typeBackupCode(later.browser, later.page, code)), /has been used already/)
    })

    test('a session of one factor is stepped up with a backup code, and keeps its auth_time', async () => {
      const [code = ''] = await giveBackupCodes(server, 'stepping')
      const { browser, party: basic, page } = await begin('stepping', 'basic')
      const first = await goOn(browser, page)
      const weak = claimsIn((await basic.redeem(first.searchParams.get('code') ?? '')).body.id_token)
      const party = relyingParty(server)
      const sent = server.phone.messages.length
      const start = await browser.follow(await browser.get(party.begin()))
      const callback = await goOn(browser, await typeBackupCode(browser, start, code))
      const strong = claimsIn((await party.redeem(callback.searchParams.get('code') ?? '')).body.id_token)
      assert.deepEqual(strong.amr, ['pwd', 'otp', 'mfa'])
      assert.equal(strong.auth_time, weak.auth_time)
      assert.ok(server.phone.messages.slice(sent).every(({ text }) => !text.includes('#')))
    })

    test('whoever used a backup code, or a bypass of an admin, is told so at their number', async () => {
      for (const [news, options] of [
        [/a backup code was used/, {}],
        [/a one-time code from an administrator/, { expiresAt: Date.now() + 600_000 }],
      ] as const) {
        const [code = ''] = await giveBackupCodes(server, 'told', options)
        const { browser, page } = await begin('told')
        const sent = server.phone.messages.length
        await typeBackupCode(browser, page, code)
        for (let tries = 0; server.phone.messages.length === sent && tries < 300; tries += 1) await wait(10)
        const message = server.phone.messages.at(-1)
        assert.match(message?.text ?? '', news)
        assert.match(message?.text ?? '', /from 127\.0\.0\.1/)
        assert.ok(!message?.text.includes(code))
      }
      const codes = await giveBackupCodes(server, 'told')
      const { browser, page } = await begin('told')
      await giveBackupCodes(server, 'told', { codes, expiresAt: Date.now() - 1 })
      assert.equal((await typeBackupCode(browser, page, codes[0] ?? '')).status, 422)
    })

    test('where wrong codes turned those by SMS off, the backup codes go on, and nothing is sent', async () => {
      const [code = ''] = await giveBackupCodes(server, 'disabled')
      const { id } = await accountNamed(server, 'disabled')
      const slow = { failures: 1000, days: 30, triesADay: 1000 }
      const bounds = { perLock: 1000, firstLock: 1, longestLock: 1, ceiling: 1, slow }
      const { browser, page } = await begin('disabled')
      await beside(server, ({ challenges }) => challenges.attempt(id, 'sms', bounds))
      const stopped = await browser.get(page.url)
      assert.match(textOf(stopped), /turned off for it/)
      assert.match(textOf(stopped), /Use a backup code instead/)
      assert.ok(finished(await typeBackupCode(browser, stopped, code)))
    })

    test('ten wrong backup codes lock both doors: the page says until when, and the right one of either is not looked at', async () => {
      const [code = ''] = await giveBackupCodes(server, 'locked')
      const sent = server.phone.messages.length
      const { browser, page } = await begin('locked')
      const sms = await server.phone.code(sent + 1)
      for (let wrong = 0; wrong < 10; wrong += 1) await typeBackupCode(browser, page, '22222-22222')
      const asked = await browser.get(backupUrl(page))
      assert.match(textOf(asked), /Codes are locked/)
      const token = /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      const late = await browser.post(backupUrl(page), { form_token: token, code }, { from: page })
      assert.equal(late.status, 429)
      assert.ok(Number(late.headers['retry-after']) > 800)
      assert.equal((await typeCode(browser, page, sms)).status, 429)
      assert.equal((await accountNamed(server, 'locked')).backupCodes?.codes.length, 10)
    })
  })
}
