import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'node-html-parser'
import { startRelyingParty } from '../../src/demo/relying-party.ts'

const secret = 'canary-client-secret'

/** Nothing listens where its issuer should be. */
async function openApplication(url = 'http://localhost:3001') {
  const site = await startRelyingParty({
    issuer: 'http://127.0.0.1:9',
    clientId: 'demo',
    clientSecret: secret,
    url,
    host: '127.0.0.1',
    port: 0,
  })
  return {
    async ask(path: string, init: RequestInit = {}) {
      const response = await fetch(site.url + path, { redirect: 'manual', ...init })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, page: parse(text) }
    },
    [Symbol.asyncDispose]: site.close,
  }
}

test('the start page is there before any provider is, and offers one thing: to sign in', async () => {
  await using application = await openApplication()
  const { status, page, headers, text } = await application.ask('/')
  assert.equal(status, 200)
  assert.equal(page.querySelector('html')?.getAttribute('lang'), 'en')
  assert.equal(page.querySelector('form')?.getAttribute('action'), '/login')
  assert.equal(page.querySelectorAll('button').length, 1)
  assert.equal(headers.get('set-cookie'), null)
  assert.match(headers.get('content-security-policy') ?? '', /^default-src 'none'/)
  assert.doesNotMatch(text, new RegExp(secret))
})

test('while the provider is away a sign-in ends on a page that leads back to the start', async () => {
  await using application = await openApplication()
  for (const path of ['/login', '/login?fresh=2fa', '/login?fresh=1&fresh=2']) {
    const { status, page, text } = await application.ask(path)
    assert.equal(status, 502)
    assert.equal(page.querySelector('h1')?.text, 'That did not work')
    assert.equal(page.querySelector('main a')?.getAttribute('href'), '/')
    assert.doesNotMatch(text, new RegExp(secret))
  }
})

test('login request forgery: an answer to a sign-in this browser did not begin ends on a calm page', async () => {
  await using application = await openApplication()
  for (const query of [
    '',
    '?code=x',
    '?code=x&state=y',
    '?state=a&state=b',
    '?error=access_denied&state=%3Cscript%3E',
    '?%ff=%',
  ]) {
    const { status, page, headers } = await application.ask(`/callback${query}`)
    assert.equal(status, 400, query)
    assert.equal(page.querySelector('h1')?.text, 'That did not work')
    assert.equal(page.querySelectorAll('script').length, 0)
    assert.equal(headers.get('set-cookie'), null)
  }
})

test('signing out without being signed in leads to the start, and a link cannot sign out', async () => {
  await using application = await openApplication()
  const { status, headers } = await application.ask('/logout', { method: 'POST' })
  assert.deepEqual([status, headers.get('location')], [302, '/'])
  assert.equal((await application.ask('/logout')).status, 405)
})

test('a logout token that cannot be checked is refused with 400, whatever its shape', async () => {
  await using application = await openApplication()
  const unsigned = `${btoa('{"alg":"none","typ":"logout+jwt"}')}.${btoa('{"sub":"x"}')}.`
  const bodies = ['', 'logout_token=', 'logout_token=a&logout_token=b', `logout_token=${unsigned}`, 'other=1']
  for (const body of bodies) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status, text } = await application.ask('/backchannel-logout', { method: 'POST', body, headers })
    assert.equal(status, 400, body)
    assert.equal(JSON.parse(text).error, 'invalid_request')
  }
  const large = await application.ask('/backchannel-logout', {
    method: 'POST',
    body: `logout_token=${'a'.repeat(1024 * 1024)}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  assert.equal(large.status, 413)
})
