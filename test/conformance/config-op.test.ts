import assert from 'node:assert/strict'
import { test } from 'node:test'
import got from 'got'
import { testPlan } from '../support/plan.ts'

const plan = testPlan()
const discover = () =>
  got(`${plan.server.issuer}/.well-known/openid-configuration`).json<Record<string, unknown>>()

test('the issuer discovered is the one that was asked, to the letter (Discovery 4.3)', async () => {
  assert.equal((await discover()).issuer, plan.server.issuer)
})

test('discovery is JSON and may be read from any origin (Discovery 4.2)', async () => {
  const headers = { origin: 'https://anywhere.example' }
  const response = await got(`${plan.server.issuer}/.well-known/openid-configuration`, { headers })
  assert.match(String(response.headers['content-type']), /^application\/json/)
  assert.match(String(response.headers['access-control-allow-origin']), /^(\*|https:\/\/anywhere\.example)$/)
})

test('everything required is there, with the algorithm every client must know (Discovery 3)', async () => {
  const found = await discover()
  const lists = {
    response_types_supported: 'code',
    subject_types_supported: 'public',
    id_token_signing_alg_values_supported: 'RS256',
    scopes_supported: 'openid',
    grant_types_supported: 'authorization_code',
    response_modes_supported: 'form_post',
    claims_supported: 'sub',
    code_challenge_methods_supported: 'S256',
  }
  for (const [name, value] of Object.entries(lists)) {
    assert.ok([found[name]].flat().includes(value), `${name} has ${value}`)
  }
})

test('what can be asked for is what is announced (Discovery 3)', async () => {
  const found = await discover()
  assert.equal(found.claims_parameter_supported, true)
  assert.notEqual(found.request_parameter_supported, true)
  assert.equal(found.request_uri_parameter_supported, false)
  assert.deepEqual(found.acr_values_supported, ['urn:latchkey:1fa', 'urn:latchkey:2fa'])
  for (const scope of ['profile', 'email', 'address', 'phone', 'offline_access']) {
    assert.ok([found.scopes_supported].flat().includes(scope), scope)
  }
})

test('every address is below the issuer (Discovery 3)', async () => {
  const found = await discover()
  const addresses = Object.entries(found).filter(([name]) => /(_endpoint|_uri)$/.test(name))
  assert.ok(addresses.length >= 8, `${addresses.length} addresses`)
  for (const [name, address] of addresses)
    assert.equal(new URL(String(address)).origin, plan.server.issuer, name)
})

test('the published keys are public, named apart and for signing (Discovery 3, JWK 4)', async () => {
  const { keys } = await got(String((await discover()).jwks_uri)).json<{ keys: Record<string, unknown>[] }>()
  assert.deepEqual(keys.map(({ alg }) => alg).toSorted(), ['ES256', 'RS256'])
  assert.equal(new Set(keys.map(({ kid }) => kid)).size, keys.length)
  for (const key of keys) {
    assert.equal(key.use, 'sig')
    assert.deepEqual(
      Object.keys(key).filter((name) => ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'].includes(name)),
      [],
    )
  }
})
