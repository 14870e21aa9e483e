import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowserClient, formOf, type Page } from '../support/client.ts'
import { responseIn, testPlan, verify } from '../support/plan.ts'
import { claimsIn, lastPage, proveBoth, type Request } from '../support/relying-party.ts'

const plan = testPlan()
const formPost: Request = { response_mode: 'form_post' }

async function answered(request: Request = {}): Promise<Page> {
  const browser = await plan.signedIn()
  return browser.get(plan.party().begin({ ...formPost, ...request }))
}

/** The one form of the page posts to the client, and nothing of the answer is in an address. */
function assertForm(page: Page): void {
  assert.equal(page.location, undefined)
  assert.match(String(page.headers['content-type']), /^text\/html/)
  const { action, method } = formOf(page, 'form')
  assert.deepEqual([action.href, method], ['https://app.example/callback', 'POST'])
}

test('after both factors the answer is a form that posts itself to the client (Form Post Response Mode 2)', async () => {
  const browser = createBrowserClient()
  const party = plan.party()
  const page = await lastPage(browser, await proveBoth(plan.server, browser, party.begin(formPost)))
  assertForm(page)
  const response = responseIn(page)
  assert.deepEqual([response.get('state'), response.get('iss')], ['xyz', plan.server.issuer])
  const { status, body } = await party.redeem(response.get('code'))
  assert.equal(status, 200)
  assert.deepEqual((await verify(plan, String(body.id_token))).payload.amr, ['pwd', 'sms', 'mfa'])
})

test('with a session the form comes at once, with prompt=none as well (Form Post Response Mode 2)', async () => {
  for (const request of [{}, { prompt: 'none' }]) {
    const page = await answered(request)
    assert.equal(page.status, 200)
    assertForm(page)
    assert.ok(responseIn(page).get('code'))
  }
})

test('errors come by form, too: prompt=none without a session (Form Post Response Mode 2)', async () => {
  const page = await createBrowserClient().get(plan.party().begin({ ...formPost, prompt: 'none' }))
  assertForm(page)
  assert.deepEqual([responseIn(page).get('error'), responseIn(page).get('state')], ['login_required', 'xyz'])
})

test('response_type missing and a request object: their errors by form (Form Post Response Mode 2)', async () => {
  for (const [request, error] of [
    [{ response_type: undefined }, 'invalid_request'],
    [{ request: 'e30.e30.' }, 'request_not_supported'],
  ] as const) {
    const page = await answered(request)
    assertForm(page)
    assert.equal(responseIn(page).get('error'), error)
  }
})

test('state is text in the form, whatever is in it (Form Post Response Mode 4)', async () => {
  const state = `"><script>alert(1)</script>&amp;'`
  const page = await answered({ state })
  assertForm(page)
  assert.equal(formOf(page, 'form').fields.state, state)
  assert.equal(page.body.match(/<script/g)?.length, 1)
})

test('the page may run its own script and no other, and send its form to the client (Form Post Response Mode 4)', async () => {
  const page = await answered()
  const policy = String(page.headers['content-security-policy'])
  assert.match(policy, /script-src 'self';/)
  assert.doesNotMatch(policy, /unsafe-inline|form-action|sha256/)
  const script = /<script src="([^"]+)" defer><\/script>/.exec(page.body)?.[1] ?? ''
  const file = await createBrowserClient().get(new URL(script, plan.server.issuer))
  assert.match(file.body, /forms\[0\]\.submit\(\)/)
  assert.match(String(page.headers['cache-control']), /no-store/)
})

test('the page says its language and title, and has a button for browsers without scripts', async () => {
  const page = await answered()
  assert.match(page.body, /<html lang="en"/)
  assert.match(page.body, /<title>One moment/)
  assert.match(page.body, /<button>Continue<\/button>\s*<\/form>/)
})

test('no address that is not registered is ever a form’s action (Form Post Response Mode 4)', async () => {
  const page = await answered({ redirect_uri: 'https://evil.example/callback' })
  assert.equal(page.status, 400)
  assert.doesNotMatch(page.body, /evil\.example/)
})

test('nonce, scopes, max_age and the rest mean what they mean by query (Core 3.1.2.1)', async () => {
  const party = plan.party()
  const browser = await plan.signedIn()
  const request = {
    ...formPost,
    nonce: 'n-1',
    scope: 'openid email',
    max_age: '10000',
    ui_locales: 'se',
    display: 'page',
  }
  const { body } = await party.redeem(responseIn(await browser.get(party.begin(request))).get('code'))
  assert.equal(claimsIn(body.id_token).nonce, 'n-1')
  assert.deepEqual(Object.keys((await party.userinfo(String(body.access_token))).body).toSorted(), [
    'email',
    'email_verified',
    'sub',
  ])
})
