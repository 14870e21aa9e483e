import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { apacheNames, findProgram } from '../../scripts/find-program.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import { password } from '../support/latchkey.ts'
import { openNext } from '../support/relying-party.ts'
import { type ExampleOptions, openExample, proveBoth, signOut } from './example.ts'

async function startApache(t: TestContext, options: ExampleOptions = {}) {
  const apache = findProgram(apacheNames)
  assert.ok(apache, 'No Apache. `npm run setup -- --slow` installs or names it.')
  const env = (port: string) => ({ APPLICATION_PORT: port, PASSPHRASE: 'of the test alone' })
  const example = await openExample(t, 'apache', { ...options, env })
  await example.run(example.behind, process.execPath, ['server.js'])
  await example.run(example.home, apache, ['-d', example.folder, '-f', 'httpd.conf', '-D', 'FOREGROUND'])
  return { example, browser: createBrowserClient() }
}

test("Apache's mod_auth_openidc: password, then code, and the application behind it reads what was proved", async (t) => {
  const { example, browser } = await startApache(t)
  const { server, home } = example
  const login = await browser.follow(await browser.get(`${home}/private?page=1`))
  const page = await proveBoth(example, browser, login)
  assert.equal(page.url.href, `${home}/private?page=1`)
  const claims = JSON.parse(page.body)
  assert.deepEqual([claims.acr, claims.amr], ['urn:latchkey:2fa', ['pwd', 'sms', 'mfa']])
  assert.equal(claims.name, 'Alice Example')

  const forged = await browser.get(`${home}/`, { headers: { oidc_claim_sub: 'somebody else' } })
  assert.equal(JSON.parse(forged.body).sub, claims.sub)
  assert.equal(server.phone.messages.length, 1)

  const farewell = encodeURIComponent(`${home}/signed-out`)
  const out = await signOut(browser, `${home}/callback?logout=${farewell}`)
  assert.deepEqual([out.url.href, out.body], [`${home}/signed-out`, 'Signed out'])
  const stopped = await browser.follow(await browser.get(`${home}/`))
  assert.equal(stopped.url.origin, server.issuer)
  assert.match(textOf(stopped), /Password/)
})

test('Apache looks at acr itself: a client that wants the password alone opens nothing', async (t) => {
  const { example, browser } = await startApache(t, { change: (client) => ({ ...client, steps: 'basic' }) })
  const login = await browser.follow(await browser.get(`${example.home}/`))
  const typed = await browser.follow(await browser.submit(login, 'form', { identifier: 'alice', password }))
  const refused = await browser.follow(await openNext(browser, typed))
  assert.deepEqual([refused.url.origin, refused.status], [example.home, 401])
  assert.doesNotMatch(refused.body, /acr/)
})
