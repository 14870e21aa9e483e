import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { enterAccount, openAccount } from '../support/account.ts'
import { accountNamed, beside } from '../support/backup.ts'
import { type BrowserClient, createBrowserClient, type Page, textOf } from '../support/client.ts'
import { startInstances } from '../support/instances.ts'
import { linkFor } from './people.ts'

const instances = await startInstances()
after(() => instances.close())
const { server } = instances

test('20 parallel posts of one password link to two instances: one password is set, and it is the one that was told so', async () => {
  const url = await beside(server, (store) => linkFor(server, store, 'alice', 'password'))
  const browser = createBrowserClient()
  const page = await browser.get(url)
  const passwords = Array.from({ length: 20 }, (_, index) => `a long first password, ${index}`)
  const answers = await Promise.all(
    passwords.map((password) => browser.submit(page, 'main form', { password })),
  )
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, ...Array(19).fill(404)])
  const { links } = await accountNamed(server, 'alice')
  assert.equal(links, undefined)
  const set = answers.findIndex(({ status }) => status === 200)
  for (const index of [set, (set + 1) % 20]) {
    const visitor = createBrowserClient()
    const asked = await openAccount(server, visitor)
    const fields = { identifier: 'alice', password: passwords[index] ?? '' }
    const answer = await visitor.submit(asked, 'form', fields)
    assert.equal(answer.status, index === set ? 303 : 422)
  }
})

test('one invitation followed in two browsers, 20 parallel posts of right codes to two instances: one number is enrolled', async () => {
  const url = await beside(server, (store) => linkFor(server, store, 'numberless', 'enrol'))
  const asked: { browser: BrowserClient; page: Page; number: string; code: string }[] = []
  for (const number of ['+94778889301', '+94778889302']) {
    const browser = createBrowserClient()
    await browser.submit(await browser.get(url), 'main form')
    const form = await enterAccount(server, browser, 'numberless', '/number')
    const sent = server.phone.messages.length
    const page = await browser.follow(await browser.submit(form, '/account/number/enrol', { number }))
    asked.push({ browser, page, number, code: await server.phone.code(sent + 1) })
  }
  const posts = Array.from({ length: 10 }, () => asked).flat()
  const answers = await Promise.all(
    posts.map(async ({ browser, page, number, code }) => ({
      number,
      answer: await browser.submit(page, 'form.code', { code }),
    })),
  )
  const made = answers.filter(({ answer }) => /Your mobile number was changed/.test(textOf(answer)))
  assert.equal(made.length, 1)
  const { number, links } = await accountNamed(server, 'numberless')
  assert.deepEqual([number, links], [made[0]?.number, undefined])
  const other = asked.find((one) => one.number !== number)
  assert.equal(
    await beside(server, ({ accounts }) => accounts.findByIdentifier(other?.number ?? '')),
    undefined,
  )
})
