import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBrowserClient } from '../support/client.ts'
import { answer, responseIn, testPlan } from '../support/plan.ts'
import { claimsIn } from '../support/relying-party.ts'

const plan = testPlan([
  { metadata: { client_id: 'beside', redirect_uris: ['https://beside.example/callback'] } },
  {
    metadata: {
      client_id: 'two',
      redirect_uris: ['https://app.example/callback', 'https://app.example/second'],
    },
  },
])

/** What would be the same address to somebody, and to no comparison of texts (RFC 9700 4.1.3). */
const variants = [
  'https://app.example/callback/',
  'https://app.example/callback?',
  'https://app.example/callback?x=y',
  'https://app.example/callback#',
  'https://app.example/callback#x',
  'https://app.example/callback/../callback',
  'https://app.example//callback',
  'https://app.example/Callback',
  'https://app.example/call%62ack',
  'https://APP.example/callback',
  'HTTPS://app.example/callback',
  'https://app.example:443/callback',
  'https://app.example./callback',
  'https://user@app.example/callback',
  'https://app.example@evil.example/callback',
  'https://app.example.evil.example/callback',
  'https://app.example\\@evil.example/callback',
  'https://evil.example/https://app.example/callback',
  'https://sub.app.example/callback',
  'http://app.example/callback',
  '//app.example/callback',
  '/callback',
  'javascript:alert(1)//https://app.example/callback',
  'data:text/html,https://app.example/callback',
  'https://app.example/callback ',
  ' https://app.example/callback',
  'https://app.example/callback\r\nSet-Cookie: a=b',
  'https://app.example/callback\u0000',
  '',
  'https://beside.example/callback',
  'https://app.example/second',
]

for (const uri of variants) {
  test(`redirect_uri ${JSON.stringify(uri)} is not the registered one: a page of ours, and nothing leads there`, async () => {
    const page = await createBrowserClient().get(plan.party().begin({ redirect_uri: uri }))
    assert.equal(page.status, 400)
    assert.equal(page.location, undefined)
    assert.ok(!page.body.includes('evil.example') && !page.body.includes('javascript:'))
    assert.deepEqual(
      [page.headers['set-cookie'] ?? []].flat().filter((line) => /a=b/.test(line)),
      [],
    )
  })
}

test('every parameter twice is refused, and nothing goes to the second address (RFC 6749 3.1)', async () => {
  for (const name of [
    'redirect_uri',
    'client_id',
    'state',
    'scope',
    'nonce',
    'code_challenge',
    'response_type',
  ]) {
    const page = await createBrowserClient().get(`${plan.party().begin()}&${name}=https://evil.example/`)
    assert.notEqual(page.location?.host, 'evil.example', name)
    assert.ok(page.status === 400 || page.location?.searchParams.get('error') === 'invalid_request', name)
  }
})

test('a code is redeemed with the address it was sent to, by the client it was for (RFC 6749 4.1.3)', async () => {
  const two = plan.party('two')
  const wrong = [
    'https://app.example/second',
    'https://app.example/callback/',
    'https://evil.example/',
    undefined,
  ]
  for (const redirect_uri of wrong) {
    const code = (await answer(plan, {}, two)).get('code')
    assert.match(String((await two.redeem(code, { redirect_uri })).body.error), /^invalid_(grant|request)$/)
  }
  const code = (await answer(plan, {}, two)).get('code')
  assert.equal((await plan.party('app').redeem(code, two.verifier)).body.error, 'invalid_grant')
})

test('a client that talks to two servers can tell whose answer it has: iss in every one, and in the token (RFC 9207)', async () => {
  const requests = [{}, { prompt: 'none login' }, { scope: 'openid', claims: 'no json' }, { max_age: '-1' }]
  for (const request of requests) assert.equal((await answer(plan, request)).get('iss'), plan.server.issuer)
  const party = plan.party()
  const { body } = await party.redeem((await answer(plan, {}, party)).get('code'))
  assert.equal(claimsIn(body.id_token).iss, plan.server.issuer)
})

test('no weaker way of answering can be asked for: other types and modes are refused', async () => {
  for (const response_type of ['token', 'id_token', 'code token', 'code id_token', 'none', '']) {
    const page = await createBrowserClient().get(plan.party().begin({ response_type }))
    assert.match(String(page.location?.href ?? page.status), /error=|400/, response_type)
    assert.doesNotMatch(String(page.location?.href), /access_token|id_token=/)
  }
  for (const response_mode of ['web_message', 'jwt', 'query.jwt', 'unknown']) {
    const page = await createBrowserClient().get(plan.party().begin({ response_mode, prompt: 'none' }))
    assert.equal(responseIn(page).get('code'), null, response_mode)
  }
  for (const acr_values of ['urn:latchkey:1fa', 'urn:latchkey:0fa', '1fa']) {
    const { body } = await plan.party().redeem((await answer(plan, { acr_values })).get('code'))
    assert.notEqual(claimsIn(body.id_token ?? '.e30.').acr, 'urn:latchkey:1fa')
  }
})
