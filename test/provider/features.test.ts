import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import got from 'got'
import { everyFeature, type Feature } from '../../src/config/schema/features.ts'
import { startLatchkey, type TestServer } from '../support/latchkey.ts'

let on: TestServer
let off: TestServer
before(async () => {
  on = await startLatchkey()
  off = await startLatchkey({
    change: (settings) => ({
      ...settings,
      features: new Set(),
      clients: settings.clients.map((client) => ({
        ...client,
        metadata: {
          client_id: client.metadata.client_id,
          redirect_uris: client.metadata.redirect_uris ?? [],
          token_endpoint_auth_method: 'none',
        },
      })),
    }),
  })
})
after(() => Promise.all([on.close(), off.close()]))

const discover = (server: TestServer) =>
  got(`${server.issuer}/.well-known/openid-configuration`).json<Record<string, unknown>>()
const has = (name: string, value: string) => (found: Record<string, unknown>) =>
  [found[name]].flat().includes(value)
const names = (name: string) => (found: Record<string, unknown>) =>
  found[name] !== undefined && found[name] !== false

/** How clients see that each of them is offered. */
const announced: Readonly<Partial<Record<Feature, (found: Record<string, unknown>) => boolean>>> = {
  refresh_tokens: has('scopes_supported', 'offline_access'),
  pushed_authorization_requests: names('pushed_authorization_request_endpoint'),
  dpop: names('dpop_signing_alg_values_supported'),
  userinfo: names('userinfo_endpoint'),
  introspection: names('introspection_endpoint'),
  revocation: names('revocation_endpoint'),
  rp_initiated_logout: names('end_session_endpoint'),
  backchannel_logout: names('backchannel_logout_supported'),
  client_secrets: has('token_endpoint_auth_methods_supported', 'client_secret_basic'),
  private_key_jwt: has('token_endpoint_auth_methods_supported', 'private_key_jwt'),
}

for (const [feature, seen] of Object.entries(announced)) {
  test(`[features] ${feature}: announced when on, gone when off`, async () => {
    assert.ok(seen(await discover(on)))
    assert.ok(!seen(await discover(off)))
  })
}

/** Switched by a client's own setting or a header; tests of their own show both ways. */
test('every feature that is not announced is one of these', () => {
  const silent = [...everyFeature].filter((feature) => !(feature in announced))
  assert.deepEqual(silent, ['jwt_access_tokens', 'cors'])
})

test('what is off has no address: 404, by any method', async () => {
  const paths = ['/request', '/me', '/token/introspection', '/token/revocation', '/session/end']
  for (const path of paths) {
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode } = await got(`${off.issuer}${path}`, {
        method,
        followRedirect: false,
        throwHttpErrors: false,
      })
      assert.equal(statusCode, 404, `${method} ${path}`)
    }
  }
})

test('what the design postpones stays off', async () => {
  const found = await discover(on)
  for (const name of [
    'device_authorization_endpoint',
    'backchannel_authentication_endpoint',
    'registration_endpoint',
    'authorization_signing_alg_values_supported',
    'request_object_signing_alg_values_supported',
    'tls_client_certificate_bound_access_tokens',
    'authorization_details_types_supported',
    'check_session_iframe',
  ])
    assert.ok(!names(name)(found), name)
  assert.deepEqual(found.response_types_supported, ['code', 'none'])
  assert.deepEqual(found.grant_types_supported, ['authorization_code', 'refresh_token'])
  assert.deepEqual(found.token_endpoint_auth_methods_supported, [
    'none',
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
  ])
  for (const path of ['/device', '/device/auth', '/backchannel', '/reg', '/credential', '/challenge']) {
    const { statusCode } = await got(`${on.issuer}${path}`, { throwHttpErrors: false })
    assert.equal(statusCode, 404, path)
  }
})
