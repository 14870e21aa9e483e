import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { testPlan, tokensFor } from '../support/plan.ts'

const plan = testPlan([{ metadata: { client_id: 'code-only', grant_types: ['authorization_code'] } }], {
  change: (settings) => ({ ...settings, tokens: { ...settings.tokens, refreshSeconds: 4 } }),
})

test('each use brings a new refresh token, and the old one again ends them all (RFC 9700 4.14.2)', async () => {
  const { party, refreshToken } = await tokensFor(plan)
  const second = String((await party.refresh(refreshToken)).body.refresh_token)
  const third = String((await party.refresh(second)).body.refresh_token)
  assert.equal(new Set([refreshToken, second, third]).size, 3)
  assert.equal((await party.refresh(refreshToken)).body.error, 'invalid_grant')
  assert.equal((await party.refresh(third)).body.error, 'invalid_grant')
})

test('using a refresh token does not make its family live longer', async () => {
  const { party, refreshToken } = await tokensFor(plan)
  let token = refreshToken
  const begun = Date.now()
  while (Date.now() - begun < 2500) {
    await wait(900)
    const { status, body } = await party.refresh(token)
    assert.equal(status, 200)
    token = String(body.refresh_token)
  }
  await wait(4500 - (Date.now() - begun))
  assert.equal((await party.refresh(token)).body.error, 'invalid_grant')
})

test('a client whose entry does not name refresh tokens gets none', async () => {
  const { body } = await tokensFor(plan, { scope: 'openid offline_access' }, plan.party('code-only'))
  assert.ok(body.access_token)
  assert.equal(body.refresh_token, undefined)
})
