import assert from 'node:assert/strict'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { password } from '../support/latchkey.ts'
import { testPlan } from '../support/plan.ts'

const issuer = 'https://login.example.com'
const plan = testPlan([], {
  change: (settings) => ({ ...settings, server: { ...settings.server, issuer, trustedProxies: 1 } }),
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request as the proxy in front hands it on. */
function ask(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<Answer> {
  const { port } = plan.server.settings.server
  return new Promise((resolve, reject) => {
    const all = { host: 'login.example.com', accept: 'text/html', ...headers }
    const sent = request({ host: '127.0.0.1', port, method, path, headers: all }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }),
    )
    sent.on('error', reject).end(body)
  })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const begin = () => `/auth?${new URLSearchParams(plan.party().parameters())}`
const mode = (response_mode: string) =>
  `/auth?${new URLSearchParams(plan.party().parameters({ response_mode, prompt: 'none' }))}`

/** Every route and every kind of answer; what each is there for is its status. */
const crawl: readonly (readonly [status: number, ask: () => Promise<Answer>])[] = [
  [200, () => ask('GET', '/.well-known/openid-configuration')],
  [200, () => ask('HEAD', '/.well-known/openid-configuration')],
  [200, () => ask('GET', '/jwks')],
  [303, () => ask('GET', begin())],
  [303, () => ask('HEAD', begin())],
  [303, () => ask('GET', mode('query'))],
  [400, () => ask('GET', mode('form_post'))],
  [303, () => ask('POST', '/auth', form, begin().slice('/auth?'.length))],
  [400, () => ask('GET', '/auth')],
  [400, () => ask('GET', '/auth?client_id=nobody')],
  [400, () => ask('GET', '/auth/unknown')],
  [400, () => ask('POST', '/auth', { 'content-type': 'application/json' }, '{}')],
  [413, () => ask('POST', '/auth', form, 'x'.repeat(9000))],
  [400, () => ask('GET', '/interaction/x')],
  [303, () => ask('GET', '/interaction/x/password')],
  [400, () => ask('POST', '/interaction/x/password', form, 'a=b')],
  [413, () => ask('POST', '/interaction/x/password', form, 'x'.repeat(100_000))],
  [400, () => ask('POST', '/token', form)],
  [401, () => ask('POST', '/token', form, 'grant_type=authorization_code&client_id=app&client_secret=x')],
  [400, () => ask('POST', '/request', form)],
  [400, () => ask('POST', '/token/introspection', form)],
  [400, () => ask('POST', '/token/revocation', form)],
  [401, () => ask('GET', '/me')],
  [401, () => ask('GET', '/me', { authorization: 'Bearer x' })],
  [
    204,
    () => ask('OPTIONS', '/token', { origin: 'https://a.example', 'access-control-request-method': 'POST' }),
  ],
  [200, () => ask('GET', '/session/end')],
  [400, () => ask('GET', '/session/end?id_token_hint=x')],
  [400, () => ask('POST', '/session/end/confirm', form)],
  [200, () => ask('GET', '/session/end/success')],
  [404, () => ask('GET', '/nowhere')],
  [404, () => ask('GET', '/nowhere', { accept: 'application/json' })],
  [404, () => ask('HEAD', '/nowhere')],
  [404, () => ask('OPTIONS', '/nowhere')],
  [404, () => ask('PUT', '/auth')],
  [404, () => ask('DELETE', '/token')],
  [404, () => ask('TRACE', '/')],
  [404, () => ask('GET', '/%c0%af')],
  [404, () => ask('GET', '/sms/receipts/a/b')],
  [421, () => ask('GET', '/auth', { host: 'evil.example' })],
  [400, () => ask('GET', 'http://evil.example/auth')],
]

/** SES-07. `asset`: may be kept, as its name says what is in it. */
function assertHeaders({ headers }: Answer, what: string, asset = false): void {
  assert.equal(headers['strict-transport-security'], 'max-age=31536000', what)
  assert.equal(headers['x-content-type-options'], 'nosniff', what)
  assert.equal(headers['x-frame-options'], 'DENY', what)
  assert.equal(headers['referrer-policy'], 'no-referrer', what)
  assert.equal(headers['cross-origin-opener-policy'], 'same-origin', what)
  assert.ok(headers['permissions-policy'], what)
  assert.match(String(headers['cache-control']), asset ? /immutable/ : /no-store/, what)
  const policy = String(headers['content-security-policy'])
  for (const part of [
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]) {
    assert.ok(policy.includes(part), `${what}: ${part}`)
  }
  const isPicture = asset && /\.(svg|png)$/.test(what)
  assert.match(policy, isPicture ? /; sandbox$/ : /script-src 'self'/, what)
  // A picture's own styles reach nothing beside it.
  assert.doesNotMatch(isPicture ? policy.replace("style-src 'unsafe-inline'", '') : policy, /unsafe|\*/, what)
  for (const name of ['x-powered-by', 'server']) assert.equal(headers[name], undefined, what)
}

test('every route, method and status has all security headers: pages, JSON, redirects, errors, HEAD and OPTIONS', async () => {
  for (const [index, [status, begun]] of crawl.entries()) {
    const answer = await begun()
    const what = `request ${index + 1} of the crawl, ${begun.toString().slice(6)}`
    assert.equal(answer.status, status, what)
    assertHeaders(answer, what)
  }
})

test('styles and scripts have them, too, kept or not', async () => {
  const { headers } = await ask('GET', begin())
  const page = await ask('GET', new URL(String(headers.location), issuer).pathname, {
    cookie: cookiesOf(headers),
  })
  const assets = [...page.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
  assert.ok(assets.length > 0)
  for (const path of assets) {
    const fresh = await ask('GET', path)
    assert.equal(fresh.status, 200)
    assertHeaders(fresh, path, true)
    const kept = await ask('GET', path, { 'if-none-match': String(fresh.headers.etag) })
    assert.equal(kept.status, 304)
    assertHeaders(kept, path, true)
  }
})

function cookiesOf(headers: Answer['headers']): string {
  return [headers['set-cookie'] ?? []]
    .flat()
    .map((line) => line.split(';')[0])
    .join('; ')
}

test('over https every cookie is Secure, prefixed by its path, signed where it must be, and small (SES-03)', async () => {
  const jar = new Map<string, string>()
  const seen: string[] = []
  const go = async (method: string, path: string, body?: string) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = {
      cookie,
      origin: issuer,
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : form),
    }
    const answer = await ask(method, path, headers, body)
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/s)
      jar.set(name, value)
      seen.push(line)
    }
    return answer
  }
  const token = (page: Answer) => /name="form_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const path = (answer: Answer) => new URL(String(answer.headers.location), issuer).pathname
  const asked = path(await go('GET', begin()))
  const typed = { identifier: 'alice', password, form_token: token(await go('GET', asked)) }
  assert.equal((await go('POST', `${asked}/password`, String(new URLSearchParams(typed)))).status, 303)
  const code = { code: await plan.server.phone.code(), form_token: token(await go('GET', asked)) }
  const last = await go('POST', `${asked}/sms-otp`, String(new URLSearchParams(code)))
  await go('GET', new URL(/url=([^"]+)"/.exec(last.body)?.[1] ?? '', issuer).pathname)
  const names = new Set(seen.map((line) => line.split('=')[0]))
  assert.ok(names.has('__Host-latchkey_session') && names.has('__Secure-latchkey_login'), [...names].join())
  for (const line of seen) {
    assert.match(line, /; secure/i)
    assert.match(line, /; httponly/i)
    assert.match(line, /; samesite=(lax|strict)/i)
    assert.doesNotMatch(line, /; domain=/i)
    assert.match(line, /; path=\/(;|$)/i.test(line) ? /^__Host-/ : /^__Secure-/)
    assert.ok(line.length < 4096)
  }
  for (const name of names) {
    if (/_(session|login|resume)$/.test(String(name)))
      assert.ok(names.has(`${name}.sig`), `${name} is signed`)
  }
  // 256 bits in base64url; the library's default would be 160.
  for (const [name, value] of jar)
    if (name.endsWith('.sig') && value !== '') assert.equal(value.length, 43, name)
})

const hosts = [
  'evil.example',
  'login.example.com:8443',
  'login.example.com.evil.example',
  'login.example.com@evil.example',
  'evil.example#login.example.com',
  'login.example.com.',
  '127.0.0.1',
  '',
]

for (const host of hosts) {
  test(`the host "${host}" is not ours: 421, whatever is asked (SES-09)`, async () => {
    for (const path of ['/.well-known/openid-configuration', begin(), '/nowhere']) {
      const { status, body, headers } = await ask('GET', path, { host })
      assert.equal(status, 421)
      assert.ok(host === '' || host === '127.0.0.1' || !`${body}${headers.location}`.includes(host))
    }
  })
}

test('forwarded hosts, schemes, ports, prefixes and addresses change no address of ours (SES-09)', async () => {
  const evil = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '8443',
    'x-forwarded-prefix': '/evil',
    'x-forwarded-for': '"><script>',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    forwarded: 'host=evil.example;proto=http',
  }
  const discovery = await ask('GET', '/.well-known/openid-configuration', evil)
  assert.doesNotMatch(discovery.body, /evil|http:|8443/)
  assert.equal(JSON.parse(discovery.body).issuer, issuer)
  const begun = await ask('GET', begin(), evil)
  assert.match(String(begun.headers.location), /^(https:\/\/login\.example\.com)?\/interaction\//)
  for (const line of [begun.headers['set-cookie'] ?? []].flat()) assert.match(line, /; secure/i)
})
