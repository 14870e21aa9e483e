import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answer, responseIn, testPlan } from '../support/plan.ts'
import type { Request } from '../support/relying-party.ts'

const plan = testPlan([
  { metadata: { client_id: 'exempt' }, pkceOptional: true },
  { metadata: { client_id: 'stolen' }, pkceOptional: true },
])
const without: Request = { code_challenge: undefined, code_challenge_method: undefined }
const verifier = 'v'.repeat(43)

test('without PKCE a request is refused, whoever asks and however good the nonce', async () => {
  for (const client of ['app', 'basic', 'third-party']) {
    const response = await answer(plan, without, plan.party(client))
    assert.equal(response.get('error'), 'invalid_request', client)
    assert.match(response.get('error_description') ?? '', /PKCE/)
  }
})

test('plain, unknown and missing methods are refused, for exempted clients too', async () => {
  for (const client of ['app', 'exempt']) {
    for (const method of ['plain', 'S512', 's256', undefined]) {
      const request = { code_challenge: verifier, code_challenge_method: method }
      const response = await answer(plan, request, plan.party(client))
      assert.equal(response.get('error'), 'invalid_request', `${client} ${method}`)
    }
  }
})

test('an exempted client gets its code without PKCE when it sends a nonce, and without either it does not', async () => {
  const party = plan.party('exempt')
  const code = (await answer(plan, without, party)).get('code')
  assert.equal((await party.redeem(code, { code_verifier: undefined })).status, 200)
  for (const nonce of [undefined, '']) {
    const response = await answer(plan, { ...without, nonce }, party)
    assert.equal(response.get('error'), 'invalid_request', String(nonce))
  }
})

test('where a challenge was sent a verifier is wanted, from an exempted client too', async () => {
  const party = plan.party('exempt')
  for (const code_verifier of [undefined, '', verifier]) {
    const code = (await answer(plan, {}, party)).get('code')
    assert.equal((await party.redeem(code, { code_verifier })).body.error, 'invalid_grant')
  }
  const code = (await answer(plan, {}, party)).get('code')
  assert.equal((await party.redeem(code)).status, 200)
})

test('where no challenge was sent a verifier is refused: somebody took the challenge out on the way (RFC 9700 4.8.2)', async () => {
  const party = plan.party('exempt')
  const code = (await answer(plan, without, party)).get('code')
  assert.equal((await party.redeem(code)).body.error, 'invalid_grant')
})

test('a code of one client is nothing in the hands of another, exempted or not', async () => {
  const code = (await answer(plan, without, plan.party('exempt'))).get('code')
  const stolen = await plan.party('stolen').redeem(code, { code_verifier: undefined })
  assert.equal(stolen.body.error, 'invalid_grant')
})

test('every answer of the authorization endpoint names the issuer, errors too (RFC 9207 2)', async () => {
  const browser = await plan.signedIn()
  for (const request of [
    {},
    without,
    { prompt: 'none login' },
    { scope: 'email' },
    { response_mode: 'form_post' },
  ]) {
    const page = await browser.get(plan.party().begin(request))
    if (responseIn(page).size > 0) assert.equal(responseIn(page).get('iss'), plan.server.issuer)
    else assert.equal(page.status, 303)
  }
})
