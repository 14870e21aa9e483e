import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowserClient, textOf } from '../support/client.ts'
import { password } from '../support/latchkey.ts'
import { openNext, typeCode } from '../support/relying-party.ts'
import { openExample } from './example.ts'

test('an API that asks for more (RFC 9470)', async (t) => {
  const example = await openExample(t, 'step-up-api', { env: (port) => ({ API_PORT: port }) })
  const { server, home, behind } = example
  await example.run(behind, process.execPath, ['api.js'])
  await example.run(home, process.execPath, ['server.js'])

  /** Opens a path of the application and proves the password, which is all that its client wants. */
  async function signIn(path: string) {
    const browser = createBrowserClient()
    const login = await browser.follow(await browser.get(`${home}${path}`))
    const typed = await browser.submit(login, 'form', { identifier: 'alice', password })
    const page = await browser.follow(await openNext(browser, await browser.follow(typed)))
    return { browser, page }
  }

  await t.test('leads its client to the code alone, and then answers', async () => {
    const { browser, page } = await signIn('/balance')
    assert.deepEqual([page.url.href, page.body], [`${home}/balance`, '{"balance":120}'])

    const challenged = await browser.follow(await browser.get(`${home}/payments`))
    assert.equal(challenged.url.origin, server.issuer)
    assert.doesNotMatch(challenged.body, /type="password"/)
    assert.equal(server.phone.messages.length, 0, 'a step-up begins with a GET, and a GET never sends')

    const { pathname } = challenged.url
    const asked = await browser.follow(await browser.submit(challenged, `${pathname}/sms-otp/start`))
    const proved = await typeCode(browser, asked, await server.phone.code())
    const payments = await browser.follow(await openNext(browser, proved))
    assert.deepEqual([payments.url.href, payments.body], [`${home}/payments`, '{"payments":["rent"]}'])

    assert.equal((await browser.get(`${home}/payments`)).status, 200, 'without another question')
    assert.equal(server.phone.messages.length, 1)
  })

  await t.test('gives nothing to somebody who cancels, and asks again', async () => {
    const { browser, page: challenged } = await signIn('/payments')
    assert.equal(challenged.url.origin, server.issuer)
    assert.match(textOf(challenged), /code/)

    const cancelled = await browser.submit(challenged, 'form.cancel')
    const ended = await browser.follow(await openNext(browser, await browser.follow(cancelled)))
    assert.deepEqual([ended.url.origin, ended.status], [home, 403])
    const again = await browser.follow(await browser.get(`${home}/payments`))
    assert.equal(again.url.origin, server.issuer)
    assert.equal((await browser.get(`${home}/balance`)).body, '{"balance":120}')
  })

  await t.test('challenges as RFC 6750 has it whoever brings no token or a wrong one', async () => {
    const challengeTo = async (headers: Record<string, string>) => {
      const answer = await fetch(`${behind}/payments`, { headers })
      return [answer.status, answer.headers.get('www-authenticate')]
    }
    assert.deepEqual(await challengeTo({}), [401, 'Bearer realm="payments"'])
    assert.deepEqual(await challengeTo({ authorization: 'Bearer nonsense' }), [
      401,
      'Bearer realm="payments", error="invalid_token"',
    ])
  })
})
