import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apacheNames, findProgram } from '../../scripts/find-program.ts'
import { createBrowserClient, textOf } from '../support/client.ts'
import { openExample, proveBoth, signOut } from './example.ts'

test("Apache's mod_auth_openidc: password, then code, and the application behind it reads what was proved", async (t) => {
  const apache = findProgram(apacheNames)
  assert.ok(apache, 'No Apache. `npm run setup -- --slow` installs or names it.')
  const example = await openExample(t, 'apache', (port) => ({
    APPLICATION_PORT: port,
    PASSPHRASE: 'of the test alone',
  }))
  const { server, folder, home, behind } = example
  await example.run(behind, process.execPath, ['server.js'])
  await example.run(home, apache, ['-d', folder, '-f', 'httpd.conf', '-D', 'FOREGROUND'])

  const browser = createBrowserClient()
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
