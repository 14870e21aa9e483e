import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { accountNamed, backupUrl, beside, giveBackupCodes, typeBackupCode } from '../../support/backup.ts'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../../support/client.ts'
import { startInstances } from '../../support/instances.ts'
import { goOn, provePassword, relyingParty, typeCode } from '../../support/relying-party.ts'

const { server, close } = await startInstances((same) => {
  const [{ password_hash = '' } = {}] = same.users
  const users = ['racing', 'attacked', 'alternating', 'worn'].map((username, index) => ({
    username,
    password_hash,
    number: `+9477888884${index}`,
    number_verified: true,
  }))
  return { ...same, users }
})
after(close)

/** A login in a browser of its own, up to its second factor. */
async function begin(username: string, clientId = 'app') {
  const browser = createBrowserClient()
  const sent = server.phone.messages.length
  const page = await provePassword(browser, relyingParty(server, clientId).begin(), username)
  return { browser, page, sms: () => server.phone.code(sent + 1) }
}

const finished = (page: Page) => page.body.includes('http-equiv="refresh"')
const isLocked = (page: Page) => /Codes are locked/.test(textOf(page))

test('20 parallel posts of one backup code, from 20 browsers to two instances: one signs in, and the code is gone', async () => {
  const [code = '', ...others] = await giveBackupCodes(server, 'racing')
  const logins: { browser: BrowserClient; asked: Page }[] = []
  for (let each = 0; each < 20; each += 1) {
    const { browser, page } = await begin('racing')
    logins.push({ browser, asked: await browser.get(backupUrl(page), { from: page }) })
  }
  const answers = await Promise.all(
    logins.map(({ browser, asked }) => browser.submit(asked, 'form.backup', { code })),
  )
  assert.equal(answers.filter(finished).length, 1)
  const callbacks = await Promise.allSettled(
    answers.map((answer, index) => goOn(logins[index]?.browser ?? assert.fail(), answer)),
  )
  assert.equal(callbacks.filter(({ status }) => status === 'fulfilled').length, 1)
  const { backupCodes } = await accountNamed(server, 'racing')
  assert.deepEqual([backupCodes?.codes.length, backupCodes?.used.length], [others.length, 1])
})

test('guesses at both doors over two instances are one count: ten are looked at, whichever door', async () => {
  await giveBackupCodes(server, 'attacked')
  const logins: Awaited<ReturnType<typeof begin>>[] = []
  for (let each = 0; each < 6; each += 1) logins.push(await begin('attacked'))
  const right = await logins.at(-1)?.sms()
  const wrong = right === '000000' ? '000001' : '000000'
  const asked = await Promise.all(logins.map(({ browser, page }) => browser.get(backupUrl(page))))
  const answers = await Promise.all(
    logins.flatMap(({ browser, page }, index) =>
      Array.from({ length: 10 }, (_, guess) =>
        guess % 2 === 0
          ? typeCode(browser, page, wrong)
          : browser.submit(asked[index] ?? page, 'form.backup', { code: `2222${guess}-33333` }),
      ),
    ),
  )
  assert.ok(answers.filter(isLocked).length >= 30)
  const { id } = await accountNamed(server, 'attacked')
  const log = (await server.log()).split('\n').filter((line) => line.includes(`"account":"${id}"`))
  const compared = log.filter(
    (line) => /"(code|backup-code)\.verify"/.test(line) && line.includes('"outcome":"wrong"'),
  )
  assert.equal(compared.length, 10)
})

test('a right backup code ends the run of its own factor only: guesses at the other go on counting', async () => {
  const codes = await giveBackupCodes(server, 'alternating')
  let looked = 0
  for (const code of codes.slice(0, 4)) {
    const { browser, page, sms } = await begin('alternating')
    if (isLocked(page)) break
    const right = await sms()
    for (let guess = 0; guess < 4; guess += 1) {
      const answer = await typeCode(browser, page, right === '000000' ? '000001' : '000000')
      if (answer.status !== 429) looked += 1
    }
    if (looked < 10) assert.ok(finished(await typeBackupCode(browser, page, code)))
  }
  assert.equal(looked, 10)
})

test('a hundred wrong backup codes turn them off for good, those by SMS go on, and the account remembers', async () => {
  const [code = ''] = await giveBackupCodes(server, 'worn')
  const { id } = await accountNamed(server, 'worn')
  const slow = { failures: 1000, days: 30, triesADay: 1000 }
  const bounds = { perLock: 1000, firstLock: 1, longestLock: 1, ceiling: 100, slow }
  await beside(server, async ({ challenges }) => {
    for (let failure = 0; failure < 99; failure += 1) await challenges.attempt(id, 'backup', bounds)
  })
  const { browser, page, sms } = await begin('worn')
  assert.equal((await typeBackupCode(browser, page, '22222-22222')).status, 422)
  const off = await browser.get(backupUrl(page))
  assert.match(textOf(off), /Backup codes are turned off/)
  assert.match(textOf(off), /Use a code by text message instead/)
  assert.deepEqual((await accountNamed(server, 'worn')).disabledFactors, ['backup'])
  assert.ok(finished(await typeCode(browser, page, await sms())))
  const next = await begin('worn')
  assert.ok(!next.page.body.includes('backup-code'), code)
})
